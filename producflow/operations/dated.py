"""Values that hold from a day on, such as goals and rated speeds: set in place of the same day's, or taken back."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any, NamedTuple

from producflow.access import audit
from producflow.access.roles import Actor
from producflow.errors import existing
from producflow.store.database import Transaction


class Dated(NamedTuple):
    """A table of such values."""

    table: str
    called: str
    """What a sentence calls one of its rows."""
    value: str
    """The column that says what holds."""
    queries: ModuleType
    """What is asked of it: `by_id`, `same`, `add`, `change` and `remove`."""

    def put(self, transaction: Transaction, actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
        """Set a value in place of the one of the same natural key, and return its row as it stands."""
        before, by = self.queries.same(transaction, values), {"user_id": actor.user_id}
        if before is None:
            verb, after = "create", self.queries.add(transaction, {**values, **by})
        elif before[self.value] == values[self.value]:
            return dict(before)
        else:
            new = {self.value: values[self.value]}
            verb, after = "change", self.queries.change(transaction, before, **new, **by)
        audit.record(transaction, actor, verb, self.table, int(after["id"]), before=before, after=after)
        return dict(after)

    def take_back(self, transaction: Transaction, actor: Actor, number: int) -> dict[str, Any]:
        """Remove a row as if it had never been set, and return it as it was."""
        before: dict[str, Any] = existing(self.queries.by_id(transaction, number), self.called, number)
        self.queries.remove(transaction, number)
        audit.record(transaction, actor, "remove", self.table, number, before=before)
        return before
