"""The records of one file: what was found out, said, agreed, paid and asked again, and every change of it."""
