"""Mappings that were right once, kept under a name and recognised by the header they were made for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.imports.columns.mapping import Mapping, checked
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import import_profiles as queries

LONGEST_NAME = 80  # characters


@dataclass(frozen=True)
class Profile:
    """A mapping under a name."""

    name: str
    mapping: Mapping
    fingerprint: str
    """Of the header that it recognises; empty: none, it is only used by name."""
    id: int = 0
    columns: tuple[str, ...] = ()
    """Of the header it was made for, where that is known."""
    saved_by: str | None = None
    """Who saved it last; None: the command line."""
    owner_id: int | None = None
    owner: str | None = None
    """Who made it, and may change and remove it; None: the command line, or somebody before there were owners."""
    created_at: datetime | None = None
    updated_at: datetime | None = None


def _profile(row: dict[str, Any]) -> Profile:
    return Profile(
        name=row["name"],
        mapping=Mapping.from_json(row["mapping"]),
        fingerprint=row["fingerprint"],
        id=row["id"],
        columns=tuple(row["columns"] or ()),
        saved_by=row["saved_by"],
        owner_id=row["created_by"],
        owner=row["owner"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def all_profiles(store: Store) -> list[Profile]:
    """Every profile, by name."""
    return [_profile(row) for row in store.read(queries.everything)]


def named(session: Session, name: str) -> Profile:
    """The profile of that name.

    Raises
    ------
    NotFound
        If there is none.
    """
    return _found(queries.named(session, name.strip()), f"“{name}”")


def numbered(session: Session, profile_id: int) -> Profile:
    """The profile of that number; see :func:`named`."""
    return _found(queries.by_id(session, profile_id), str(profile_id))


def _found(row: dict[str, Any] | None, wanted: str) -> Profile:
    if row is None:
        raise NotFound(f"There is no import profile {wanted}.")
    return _profile(row)


def may_change(actor: Actor, profile: Profile) -> bool:
    """Whether it is theirs, or they may correct what others entered."""
    own = profile.owner_id is not None and profile.owner_id == actor.user_id
    return actor.may(Permission.IMPORT) and (own or actor.may(Permission.CORRECT_ENTRIES))


def must_be_changeable(actor: Actor, profile: Profile) -> None:
    """Refuse unless it may be changed.

    Raises
    ------
    NotAllowed
        With the name of whose it is.
    """
    if not may_change(actor, profile):
        whose = profile.owner or "the command line"
        raise NotAllowed(
            f"The profile “{profile.name}” is of {whose}; ask them or a manager, or save your own under another name."
        )


def is_to_be_saved(store: Store, actor: Actor, name: str, mapping: Mapping) -> bool:
    """Whether a mapping is to be saved under a name; where one of others says the same already, it is not.

    Raises
    ------
    NotAllowed
        If it is of others and says something else; better before the import than after it.
    """
    row = store.read(queries.named, name.strip())
    if row is None or may_change(actor, _profile(row)):
        return True
    if _profile(row).mapping.to_json() != mapping.to_json():
        must_be_changeable(actor, _profile(row))
    return False


def recognise(session: Session, fingerprint: str, kind: str | None) -> Profile | None:
    """The profile last changed among those that know this header, if any."""
    row = queries.knowing(session, fingerprint, kind)
    return None if row is None else _profile(row)


def save(
    store: Store,
    actor: Actor,
    name: str,
    fingerprint: str,
    mapping: Mapping,
    *,
    columns: Sequence[str] = (),
    replace: bool = True,
) -> Profile:
    """Keep a mapping under a name; ``replace``: also where there is one already.

    Raises
    ------
    InvalidInput
        If the name is empty or long, or the mapping refers to what does not exist.
    Conflict
        If there is a profile of that name and it is not to be replaced.
    """
    actor.require(Permission.IMPORT)
    name, mapping = _sound_name(name), checked(mapping)

    def work(transaction: Transaction) -> Profile:
        if not replace:
            _require_free(transaction, name)
        return _put(transaction, actor, name, fingerprint, mapping, columns)

    return store.write(work)


def change(
    store: Store, actor: Actor, profile_id: int, *, name: str | None = None, mapping: Mapping | None = None
) -> Profile:
    """Change the name of a profile, its mapping, or both.

    Raises
    ------
    NotFound, InvalidInput
        If there is no such profile; if the name or the mapping cannot be.
    Conflict
        If another profile has the name.
    """
    actor.require(Permission.IMPORT)
    wanted = None if name is None else _sound_name(name)
    sound = None if mapping is None else checked(mapping)

    def work(transaction: Transaction) -> Profile:
        before = numbered(transaction, profile_id)
        must_be_changeable(actor, before)
        after = wanted or before.name
        if after != before.name:
            _require_free(transaction, after)
        new = sound or before.mapping
        queries.change(
            transaction,
            profile_id,
            name=after,
            kind=new.kind,
            mapping=new.to_json(),
            user_id=actor.user_id,
        )
        found = numbered(transaction, profile_id)
        audit.record(
            transaction, actor, "change", "import_profiles", profile_id, before=_audited(before), after=_audited(found)
        )
        return found

    return store.write(work)


def remove(store: Store, actor: Actor, profile_id: int) -> Profile:
    """Forget a profile; what was imported with it stays. Answers what it was.

    Raises
    ------
    NotFound
        If there is no such profile.
    """
    actor.require(Permission.IMPORT)

    def work(transaction: Transaction) -> Profile:
        found = numbered(transaction, profile_id)
        must_be_changeable(actor, found)
        queries.remove(transaction, profile_id)
        audit.record(transaction, actor, "remove", "import_profiles", profile_id, before=_audited(found))
        return found

    return store.write(work)


def _sound_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"A profile needs a name of 1 to {LONGEST_NAME} printable characters.", "name")
    return name


def _require_free(transaction: Transaction, name: str) -> None:
    if queries.named(transaction, name) is not None:
        raise Conflict(f"There is a profile “{name}” already; choose another name, or replace it.")


def _put(
    transaction: Transaction, actor: Actor, name: str, fingerprint: str, mapping: Mapping, columns: Sequence[str]
) -> Profile:
    row = queries.named(transaction, name)
    before = None if row is None else _profile(row)
    if before is not None:
        must_be_changeable(actor, before)
    queries.save(
        transaction,
        name=name,
        kind=mapping.kind,
        fingerprint=fingerprint,
        mapping=mapping.to_json(),
        columns=list(columns),
        user_id=actor.user_id,
    )
    after = named(transaction, name)
    audit.record(
        transaction,
        actor,
        "create" if before is None else "change",
        "import_profiles",
        after.id,
        before=None if before is None else _audited(before),
        after=_audited(after),
    )
    return after


def _audited(profile: Profile) -> dict[str, Any]:
    return {"name": profile.name, "kind": profile.mapping.kind, "mapping": profile.mapping.to_json()}
