"""The room as one JSON file: reading it in, and writing it out again."""
