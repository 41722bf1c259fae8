"""Whether the database answers, and what it is at: nothing about the plant."""

from producflow.store.queries import file
from producflow.store.reading import reads
from producflow.store.session import Session


@reads
def health(session: Session) -> dict[str, object]:
    """The answer of /health and /api/health.

    Raises
    ------
    StoreUnavailable
        If the database cannot be read.
    """
    return {
        "status": "ok",
        "schema": file.schema_version(session),
        "data_version": file.data_version(session),
    }
