"""Telling people: what is to be told goes into an outbox in the database, and from there by mail, webhook, service."""
