"""The tables of a period as sheets, one module for each."""
