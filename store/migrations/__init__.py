"""Alembic migrations, one file a step; the schema they make equals the metadata."""
