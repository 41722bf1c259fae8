"""The tables that rows of a file go to: keys and defaults."""

from dataclasses import dataclass

from producflow.domain.production import SHIFT_MINUTES
from producflow.store.importing.spread import Spread


@dataclass(frozen=True)
class Target:
    """The table that rows go to.

    Attributes
    ----------
    table : str
        One of ours.
    key : tuple of str
        Columns that name a row.
    fields : tuple of str
        The other columns that the file brings.
    clock : str, optional
        Column in whose order rows are stored.
    spread : Spread, optional
        How one row of the file becomes several.
    """

    table: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    clock: str | None
    spread: Spread | None = None

    @property
    def stride(self) -> int:
        """How many rows one row of the file can become."""
        return 1 if self.spread is None else self.spread.stride

    @property
    def names_machines(self) -> bool:
        """Whether each row is of a machine; else it is one."""
        return "equipment_id" in (*self.key, *self.fields)

    def line(self, place: str) -> str:
        """SQL of the line in the file. The work tables' ``line`` tells its parts apart: line × stride + part."""
        return place if self.stride == 1 else f"({place} // {self.stride})"


DERIVED = ("production_records", "downtime_events")
"""Tables some of whose rows follow from machine states; those are nothing that a file could meet."""


DEFAULTS: dict[str, dict[str, str]] = {
    "production_records": {"planned_minutes": f"{SHIFT_MINUTES:g}", "product": "''"},
    "equipment": {"status": "'operational'"},
    "state_intervals": {"product": "''"},
}
"""Table → column → what a new row holds where the source says nothing; SPEC section 2."""

STORED = {
    "production_records": {
        "planned_minutes": f"CASE WHEN s.planned_shared THEN {SHIFT_MINUTES:g} ELSE s.planned_minutes END"
    }
}
"""Table → column → what stands for what is stored (``s``) where the fields of a row are held against each other: a
share of a shift follows from its records, and forbids none."""

APART = {
    "downtime_events": "let one of them begin a second later",
    "state_intervals": "let one of them begin a second later",
}
"""Table → how rows that have one key in common are told apart; elsewhere the key can be given to each."""
