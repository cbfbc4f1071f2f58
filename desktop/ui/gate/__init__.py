"""Before the room: log in, lock, recovery, first run. Nothing here loads the database."""
