"""The press: paper from plain values. Knows nothing of the program."""
