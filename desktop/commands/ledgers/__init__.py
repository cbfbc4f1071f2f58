"""One entry, many ledgers: the same files in the forms of other offices, by maps of columns."""
