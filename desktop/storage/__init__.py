"""The only place that knows SQLAlchemy and SQLCipher."""
