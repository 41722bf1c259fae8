"""Is the audit log as it was written? What the chain of its entries gives away, in words."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from producflow.store.database import Session
from producflow.store.queries import audit as queries
from producflow.store.reading import reads


def problems(session: Session) -> Sequence[str]:
    """Where the log was changed by anything but ProducFlow: a sentence for each place, with numbers and times."""
    chain = queries.chain(session)
    return [*_beginning(chain), *(_sentence(row) for row in queries.broken(session)), *_end(chain)]


@reads
def newest(session: Session) -> str | None:
    """The newest entry, in words to be noted elsewhere; None if there is none."""
    chain = queries.chain(session)
    if chain["last_id"] is None:
        return None
    return f"{_entry(chain['last_id'], chain['last_at'])}, {chain['last_hash']}"


def unknown(noted: str, session: Session) -> Sequence[str]:
    """Whether the log has no entry of a hash that was noted elsewhere, as a sentence: then it was written anew."""
    known = queries.knows(session, noted.strip().lower())
    return [] if known else [f"no entry has the hash {noted[:64]}, nor had the last one that was removed by age"]


def _entry(number: int, at: datetime) -> str:
    return f"entry {number} of {at:%Y-%m-%d %H:%M:%S} UTC"


def _sentence(row: Mapping[str, Any]) -> str:
    this = _entry(row["id"], row["at"])
    if row["is_changed"]:
        return f"{this} is not as ProducFlow wrote it"
    if row["other_id"] is not None:
        put_in = f"what stands between {_entry(row['other_id'], row['other_at'])} and {this}"
        return f"{put_in} was put in later: {this} follows on entry {row['other_id']}"
    if row["before_id"] is None:
        return f"what stood before {this} is missing"
    before = _entry(row["before_id"], row["before_at"])
    return f"{this} does not follow on {before}: that one was written anew, or what stood between them is missing"


def _beginning(chain: Mapping[str, Any]) -> Sequence[str]:
    """What was removed by age must be what an entry of the log itself says was."""
    said = json.loads(chain["last_removal"]) if chain["last_removal"] else {"last_entry": 0, "last_hash": ""}
    if (said.get("last_entry"), said.get("last_hash")) == (chain["anchor_id"], chain["anchor_hash"]):
        return []
    return [f"entries up to {chain['anchor_id']} are noted as removed by age, and no entry says so"]


def _end(chain: Mapping[str, Any]) -> Sequence[str]:
    noted, noted_hash, last = chain["newest_id"], chain["newest_hash"], chain["last_id"] or chain["anchor_id"]
    if last > noted:
        return [f"what stands after entry {noted} was not written by ProducFlow"]
    if last < noted:
        return [f"what stood after entry {last} is missing, up to {_entry(noted, chain['newest_at'])}"]
    if chain["last_id"] is not None and chain["last_hash"] != noted_hash:
        return [f"{_entry(noted, chain['newest_at'])} is not the one that ProducFlow wrote last"]
    return []
