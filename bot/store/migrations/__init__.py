"""Alembic's migrations: one change each, up and down, never edited once released.

Must not import the rest of the store, which changes while a migration stays as it was.
"""
