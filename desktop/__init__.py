"""调处室工作台: the program."""

__version__ = "0.4.0"
