"""Profiles as files, which other plants can take in."""

import json
from typing import Any

from producflow.access.roles import Actor, Permission
from producflow.errors import InvalidInput
from producflow.imports.columns import profiles
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.profiles import Profile
from producflow.imports.text import require_spelled
from producflow.store.database import Store

LONGEST_FINGERPRINT = 64  # characters of a SHA-256
DOCUMENT = "ProducFlow import profile"


def export_json(profile: Profile) -> str:
    """A profile as a JSON document that :func:`import_json` reads, here or in another plant."""
    document = {
        "document": DOCUMENT,
        "name": profile.name,
        "fingerprint": profile.fingerprint,
        "columns": list(profile.columns),
        "mapping": json.loads(profile.mapping.to_json()),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def import_json(store: Store, actor: Actor, text: str, *, replace: bool = False) -> Profile:
    """Take in a profile that :func:`export_json` wrote.

    Parameters
    ----------
    replace : bool
        Whether a profile of the same name is replaced.

    Raises
    ------
    InvalidInput
        If it is no such document; the sentence says why.
    Conflict
        If there is a profile of that name and it is not to be replaced.
    """
    actor.require(Permission.IMPORT)
    given = _document(text)
    mapping = Mapping.from_json(json.dumps(given["mapping"]))
    return profiles.save(
        store, actor, given["name"], given["fingerprint"], mapping, columns=given["columns"], replace=replace
    )


def mapping_from(text: str) -> Mapping:
    """A mapping from its JSON, or from the document of a profile.

    Raises
    ------
    InvalidInput
        If it is neither; the sentence says why.
    """
    try:
        given = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        given = None
    require_spelled(given, "mapping")
    if isinstance(given, dict) and given.get("document") == DOCUMENT:
        text = json.dumps(given.get("mapping"))
    return Mapping.from_json(text)


def _document(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        why = f"{error.msg} in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "too deep"
        raise InvalidInput(f"The profile is not JSON ({why}).", "profile") from None
    if not isinstance(given, dict) or given.get("document") != DOCUMENT:
        raise InvalidInput("The file holds no import profile; export one to see what it looks like.", "profile")
    require_spelled(given, "profile")
    found = {"fingerprint": "", "columns": []} | given
    columns = found["columns"]
    if not isinstance(found.get("name"), str) or not isinstance(found.get("mapping"), dict):
        raise InvalidInput("The profile needs a name and a mapping.", "profile")
    if not isinstance(found["fingerprint"], str) or len(found["fingerprint"]) > LONGEST_FINGERPRINT:
        raise InvalidInput("The fingerprint of the profile is none of ours; leave it out.", "fingerprint")
    if not isinstance(columns, list) or any(not isinstance(column, str) for column in columns):
        raise InvalidInput("“columns” of the profile is no list of names; leave it out.", "columns")
    return found
