"""Typed functions over the questions in ``store/sql``: parameters in, frame out; one module a subject."""
