"""人员: the team of the room, and who is known to it."""
