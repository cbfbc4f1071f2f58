"""The press itself: fonts, lines, tables, pages, and the archive format."""
