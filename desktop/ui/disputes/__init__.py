"""The list of files."""
