"""The plant's own settings."""

import json
from typing import Any

from producflow.store.database import Session, Transaction

LOGO = "logo"
"""Name of the setting that holds the plant's logo: not among the others, which stand in many answers."""


def settings(session: Session) -> dict[str, Any]:
    """Settings that somebody has set, by name."""
    return {row["name"]: json.loads(row["value"]) for row in session.rows("plant/settings")}


def set_setting(transaction: Transaction, name: str, value: Any) -> None:
    """Set one setting; the value is anything JSON can hold."""
    transaction.run("plant/set", name=name, value=json.dumps(value))


def begun(session: Session) -> dict[str, Any]:
    """What of a plant is set up."""
    return session.row("plant/begun") or {}
