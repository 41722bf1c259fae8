"""What the database file says of itself."""

from producflow.store.session import Session


def data_version(session: Session) -> int:
    """Number raised by every committed write that a report may show."""
    return int(session.value("file/data_version"))


def schema_version(session: Session) -> int:
    """Newest migration that it has been through."""
    return int(session.value("file/schema_version"))
