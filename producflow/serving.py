"""Starting the one process that owns the database and answers everything."""

from collections.abc import Iterator

from producflow import control, logs, web
from producflow.access.sign_in import ensure_administrator
from producflow.commands import database
from producflow.settings import Settings
from producflow.store.database import Store, close_store, open_store
from producflow.store.queries import equipment


def serve(settings: Settings) -> Iterator[str]:
    """Open the database, make what a first start needs, and serve until told to stop.

    Yields
    ------
    str
        Lines to show, the first administrator's generated password among them: it is kept nowhere.

    Raises
    ------
    StoreUnavailable
        If the database cannot be used, such as when another process has it open.
    """
    logs.configure(settings.log_level)
    store = open_store(settings.database)
    try:
        yield from _first_start(store, settings)
        with control.listening(store):
            web.serve(settings)
    finally:
        close_store(settings.database)


def _first_start(store: Store, settings: Settings) -> Iterator[str]:
    password = ensure_administrator(store, settings)
    if password is not None:
        yield f"Sign in as {settings.admin_email} with the password {password}"
        yield "It is shown only this once; you choose your own as you sign in."
    if settings.demo and settings.lake is None and not store.read(equipment.names):
        yield from (line for line in database.make_demo(store, {}) if line is not None)
