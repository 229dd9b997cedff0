"""Alembic migrations: how a registry of an earlier version becomes one of this version."""
