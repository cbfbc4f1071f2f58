"""The verbs of the room. Each is one transaction; each asks for permission first."""
