"""Alembic migrations: forward only, each in one transaction."""
