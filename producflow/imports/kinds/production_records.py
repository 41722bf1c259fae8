"""What a machine made in a shift, by product; or on a whole day, divided among its shifts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from producflow.domain.production import SHIFT_MINUTES
from producflow.domain.timeline import PLANNED_STOP, STOPPED
from producflow.domain.units import QUANTITIES
from producflow.imports.columns.derivations import EVENLY
from producflow.imports.kinds.kind import MACHINE, NAMES, PRODUCT, Field, Kind
from producflow.imports.kinds.quantities import with_good_ones
from producflow.imports.reading.headers import JOINED
from producflow.imports.text import split_unit, words
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.importing import column_profile, derived_rows
from producflow.store.importing.target import SharedOut, Table, Target
from producflow.vocabulary.words import fold, known_values, names

if TYPE_CHECKING:
    from producflow.imports.columns.mapping import Mapping
    from producflow.imports.reading.cells import Staged

_DOWNTIME = names("production_records.downtime_minutes")
_STOPS = frozenset(("stop", "stopped", "down"))
"""Words for all stops together."""


@dataclass(frozen=True)
class Records(Kind):
    """Records of production."""

    def proposed(self, session: Session, staged: "Staged", mapping: "Mapping") -> "Mapping":
        """Output as good and bad units, defects as output without the good ones, downtime as the sum of its kinds."""
        free = [column for column in staged.columns if column not in mapping.columns.values()]
        said = {column: fold(words(column)) for column in free}
        columns = dict(with_good_ones(staged, mapping).columns)
        parts = [column for column in free if any(said[column].endswith(f" {name}") for name in _DOWNTIME)]
        now = columns.get("downtime_minutes")
        if len(parts) > 1 and (now is None or _below_a_minute(session, staged, now)):
            columns["downtime_minutes"] = JOINED.join(parts)
        elif now is None or _cause(now):
            causes = [column for column in staged.columns if column == now or (column in free and _cause(column))]
            columns |= {"downtime_minutes": JOINED.join(causes)} if causes else {}
        return replace(mapping, columns=columns)

    def divided(self, session: Session, field: Field) -> tuple[str, ...]:
        """A day is divided among the shifts of the newest pattern."""
        return in_force(session).schedule.patterns[-1].names if field.name == "shift" else field.choices

    def table_of_today(self, session: Session) -> Table:
        """Planned time that nobody states is a shift's: no downtime is refused that the longest one has room for."""
        longest = max(slot.minutes for slot in in_force(session).schedule.newest.values())
        return replace(self.table, defaults={**self.table.defaults, "planned_minutes": max(SHIFT_MINUTES, longest)})

    def notes(self, session: Session, target: Target, mapping: "Mapping") -> list[str]:
        """Tell that days were divided."""
        if EVENLY not in mapping.rules.values():
            return []
        return [
            "Each row is a whole day: its quantities and minutes are divided evenly among its shifts, "
            f"{', '.join(self.divided(session, self.field('shift')))}, and the records of the shifts are counted here."
        ]

    def notes_of_figures(self, session: Session, days: View, now: datetime) -> list[str]:
        """Tell whose planned time is shared."""
        shared = derived_rows.shared_shifts(session)
        if not shared:
            return []
        shifts = "1 machine-shift" if shared == 1 else f"{shared:,} machine-shifts"
        return [
            f"No row states the planned time of {shifts} with several products: they share its minutes, "
            "by run time at rated speed where outputs and the machine's capacity are known, else equally."
        ]


def _cause(column: str) -> bool:
    """Whether a column is called like the cause of a stop, with a unit of time: ``Setup time (min)``."""
    said = fold(words(column))
    unit = split_unit(column)[1] or fold(column).split(" ")[-1]
    known = known_values("state_intervals", "state").items()
    causes = [text for text, ours in known if ours in (STOPPED, PLANNED_STOP) and text not in {*_DOWNTIME, *_STOPS}]
    timed = unit.casefold() in QUANTITIES["min"]
    return timed and any(said == text or said.startswith((f"{text} ", f"{text}s")) for text in causes)


def _below_a_minute(session: Session, staged: "Staged", column: str) -> bool:
    """Whether a column of times reaches no minute in any row: it is something else, such as a share."""
    at = staged.columns.index(column)
    found = [column_profile.extent(session, at, written) for written in ("1234.5", "1234,5")]
    return any(each is not None and 0 < each[1] < 1 for each in found)


KIND = Records(
    Table(
        "production_records",
        derived_rows.KEYS["production_records"],
        clock="date",
        defaults={"planned_minutes": SHIFT_MINUTES, "product": ""},
        shared=SharedOut("planned_minutes", "planned_shared"),
        follower=True,
    ),
    "Production records",
    (
        MACHINE,
        Field("date", "Production day", "day", required=True, names=names("production_records.date")),
        Field("shift", "Shift", "choice", required=True, choices=NAMES, names=names("production_records.shift"),
              rule=EVENLY, asked="Which shift are these rows of? No column says it. Choose one for all rows, or divide "
              "each day evenly among its shifts if its rows are whole days."),
        PRODUCT,
        Field("output_quantity", "Output", "count", required=True, sums=True,
              names=names("production_records.output_quantity")),
        Field("defect_quantity", "Defects", "count", required=True, sums=True,
              names=names("production_records.defect_quantity"), blank=True),
        Field("downtime_minutes", "Downtime (min)", "number", required=True, unit="min", sums=True,
              names=_DOWNTIME, of=names("intervals.stop")),
        Field("planned_minutes", "Planned time (min)", "number", unit="min", sums=True,
              names=names("production_records.planned_minutes")),
        Field("efficiency_percentage", "Efficiency (%)", "number", unit="%",
              names=names("production_records.efficiency_percentage")),
    ),
    aliases=("production",),
    across="shift",
    parts="records",
    figures=True,
)  # fmt: skip
