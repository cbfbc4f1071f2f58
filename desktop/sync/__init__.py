"""Sync comes here: the same operations, travelling."""
