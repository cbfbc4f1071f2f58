"""Judging a file's risk on the screen: points, level, who was told, the second person."""
