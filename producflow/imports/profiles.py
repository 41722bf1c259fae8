"""Mappings that were right once, kept under a name and recognised by the header they were made for."""

from dataclasses import dataclass
from typing import Any

from producflow.access.roles import Actor, Permission
from producflow.errors import InvalidInput, NotFound
from producflow.imports.mapping import Mapping, checked
from producflow.operations import audit
from producflow.store.database import Session, Store, Transaction

LONGEST_NAME = 80  # characters


@dataclass(frozen=True)
class Profile:
    """A mapping under a name.

    Attributes
    ----------
    name : str
        Unique.
    mapping : Mapping
        How such files are read.
    fingerprint : str
        Of the header that it recognises.
    """

    name: str
    mapping: Mapping
    fingerprint: str


def _profile(row: dict[str, Any]) -> Profile:
    return Profile(row["name"], Mapping.from_json(row["mapping"]), row["fingerprint"])


def all_profiles(store: Store) -> list[Profile]:
    """Every profile, by name."""
    return [_profile(row) for row in store.rows("import_profiles_all")]


def named(session: Session, name: str) -> Profile:
    """The profile of that name.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.row("import_profile_named", name=name)
    if row is None:
        raise NotFound(f"There is no import profile “{name}”.")
    return _profile(row)


def recognise(session: Session, fingerprint: str, kind: str | None) -> Profile | None:
    """The profile last changed among those that know this header, if any."""
    row = session.row("import_profile_for", fingerprint=fingerprint, kind=kind)
    return None if row is None else _profile(row)


def save(store: Store, actor: Actor, name: str, fingerprint: str, mapping: Mapping) -> Profile:
    """Keep a mapping under a name, replacing the one that was there.

    Raises
    ------
    InvalidInput
        If the name is empty or long, or the mapping refers to what does not exist.
    """
    actor.require(Permission.IMPORT)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"A profile needs a name of 1 to {LONGEST_NAME} printable characters.", "name")
    mapping = checked(mapping)

    def work(transaction: Transaction) -> None:
        before = transaction.row("import_profile_named", name=name)
        transaction.run(
            "import_profile_save",
            name=name,
            kind=mapping.kind,
            fingerprint=fingerprint,
            mapping=mapping.to_json(),
            user_id=actor.user_id,
        )
        after = transaction.row("import_profile_named", name=name)
        action = "create" if before is None else "change"
        found = after["id"] if after else None
        audit.record(transaction, actor, action, "import_profiles", found, before=before, after=after)

    store.write(work)
    return Profile(name, mapping, fingerprint)
