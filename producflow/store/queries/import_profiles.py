"""Mappings that are kept under a name."""

from typing import Any

from producflow.store.database import Session, Transaction


def everything(session: Session) -> list[dict[str, Any]]:
    """Every profile, by name."""
    return session.rows("import_profiles/all", name=None, profile_id=None)


def named(session: Session, name: str) -> dict[str, Any] | None:
    """The profile of this name, or None."""
    return session.row("import_profiles/all", name=name, profile_id=None)


def by_id(session: Session, profile_id: int) -> dict[str, Any] | None:
    """One profile, or None."""
    return session.row("import_profiles/all", name=None, profile_id=profile_id)


def knowing(session: Session, fingerprint: str, kind: str | None) -> dict[str, Any] | None:
    """The profile last changed among those that know a header, or None."""
    return session.row("import_profiles/for", fingerprint=fingerprint, kind=kind)


def save(transaction: Transaction, **values: Any) -> None:
    """Keep `name`, `kind`, `fingerprint`, `mapping`, `columns`, `user_id`, in place of the profile of that name."""
    transaction.run("import_profiles/save", **values)


def change(transaction: Transaction, profile_id: int, **values: Any) -> None:
    """Change a profile's `name`, `kind` and `mapping`, as `user_id`."""
    transaction.run("import_profiles/change", profile_id=profile_id, **values)


def remove(transaction: Transaction, profile_id: int) -> None:
    """Forget a profile."""
    transaction.run("import_profiles/remove", profile_id=profile_id)
