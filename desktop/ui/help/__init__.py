"""帮助: the keys in one table, and what to do, offline."""
