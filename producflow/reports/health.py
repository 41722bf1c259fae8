"""Whether the database answers, and what it is at: nothing about the plant."""

from producflow.store.database import Store
from producflow.store.queries import file


def health(store: Store) -> dict[str, object]:
    """The answer of /health and /api/health.

    Parameters
    ----------
    store : Store
        The open store.

    Raises
    ------
    StoreUnavailable
        If the database cannot be read.
    """
    return store.read(
        lambda session: {
            "status": "ok",
            "schema": file.schema_version(session),
            "data_version": file.data_version(session),
        }
    )
