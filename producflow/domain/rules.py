"""What a row must hold, whichever door it comes in by: one table of rules for each thing that is stored.

A rule is data: a field, a test and a sentence. Calls hold values against it here, one or many at once;
:mod:`producflow.store.importing.ruling` makes SQL of it, so that ten million rows of an import are judged where they
lie. All of it comes after values are in our units and types: how a cell is read is no rule. A missing value breaks no
rule; which fields must be there is said by the call, or by the kind of upload.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from producflow.domain.metrics import OF_A_HUNDRED, PERCENT
from producflow.domain.ruling import Compared as Compared
from producflow.domain.ruling import Longest as Longest
from producflow.domain.ruling import Missing as Missing
from producflow.domain.ruling import OneOf as OneOf
from producflow.domain.ruling import Rule as Rule
from producflow.domain.ruling import first_broken as first_broken
from producflow.domain.ruling import sentence as sentence
from producflow.domain.ruling import unbroken as unbroken
from producflow.domain.timeline import OFF, PLANNED_STOP, PRODUCING, STOPPED
from producflow.domain.units import LARGEST

SHIFTS = ("morning", "afternoon", "night")
STATES = (PRODUCING, STOPPED, PLANNED_STOP, OFF)
"""What a machine may be doing: ``stopped`` unplanned, ``off`` outside of its planned time."""
JOB_TYPES = ("preventive", "corrective", "emergency")
JOB_STATUSES = ("scheduled", "in_progress", "completed")
MACHINE_STATUSES = ("operational", "warning", "critical", "maintenance")

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_COUNT = 2**53 - 1
"""What every JSON reader and every float keeps exactly. [units]"""
LONGEST_SENSOR, LONGEST_UNIT, LONGEST_NAME, LONGEST_TEXT = 100, 50, 200, 10_000
"""Of a sensor type, of a unit, of other names, of what people write. [characters]"""
LONGEST_HANDOVER = 2_000
"""Of the words of a handover, which have to find room on one sheet. [characters]"""
AHEAD = timedelta(days=1)
"""How far ahead of our clock what has happened may lie: a clock that is off must not hide what comes after it."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead a job's completion may lie, which its machine's last maintenance rests on."""


def _longest(field: str, characters: int) -> Rule:
    return Rule(field, Longest(characters), f"{{it}} is longer than {characters:,} characters; shorten it.")


def _amount(field: str, most: float) -> tuple[Rule, ...]:
    return (
        Rule(field, Compared(">=", 0), "{it} is below 0; correct it."),
        Rule(field, Compared("<=", most), f"{{it}} is above {most:,.0f}; correct it."),
    )


def _years(field: str, first: date, last: date) -> tuple[Rule, ...]:
    says = f"{{it}} is not between the years {FIRST_YEAR} and {LAST_YEAR}; correct the year."
    return Rule(field, Compared(">=", first), says), Rule(field, Compared("<=", last), says)


def _day(field: str) -> tuple[Rule, ...]:
    return _years(field, date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def _instant(field: str) -> tuple[Rule, ...]:
    first = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    return _years(field, first, datetime(LAST_YEAR, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))


def _past(field: str, ahead: timedelta = AHEAD, when: tuple[str, tuple[Any, ...]] | None = None) -> Rule:
    """What is a fact and no plan lies behind us."""
    return Rule(field, Compared("<=", ahead), "{it} lies in the future; correct it, or set the clock.", when)


_DEFECTS = "{defect_quantity} defects are more than the output of {output_quantity}; correct one of them."
_ENDS_LATER = Rule("ended_at", Compared(">=", "started_at"), "The end is before the start; correct one of them.")
LONGEST_STOP = 1e7
"""Nineteen years. [min]"""


def _interval(happened: tuple[str, tuple[Any, ...]]) -> tuple[Rule, ...]:
    """Of what is a fact with some values of another field, and else may be a plan."""
    return (
        *_instant("started_at"),
        *_instant("ended_at"),
        *_amount("duration", LONGEST_STOP),
        _longest("reason", LONGEST_TEXT),
        _ENDS_LATER,
        _past("started_at", when=happened),
        _past("ended_at", when=happened),
    )


RULES: Mapping[str, tuple[Rule, ...]] = {
    "sensor_readings": (
        _longest("sensor_type", LONGEST_SENSOR),
        _longest("unit", LONGEST_UNIT),
        *_instant("timestamp"),
        _past("timestamp"),
        Rule(
            "value",
            Compared("<=", LARGEST, size=True),
            f"{{it}} is beyond {LARGEST:g} in our unit, which nothing measures; correct it.",
        ),
    ),
    "production_records": (
        *_day("date"),
        _past("date"),
        _longest("product", LONGEST_NAME),
        *_amount("output_quantity", LARGEST_COUNT),
        *_amount("defect_quantity", LARGEST_COUNT),
        *_amount("downtime_minutes", 1e6),
        *_amount("planned_minutes", 1e6),
        *_amount("efficiency_percentage", 1e6),
        Rule(
            "downtime_minutes",
            Compared("<=", "planned_minutes"),
            "Downtime of {downtime_minutes} min is above the planned {planned_minutes} min; correct one of them.",
        ),
        Rule("defect_quantity", Compared("<=", "output_quantity", absent=0), _DEFECTS),
    ),
    "maintenance_logs": (
        _longest("description", LONGEST_TEXT),
        _longest("parts_replaced", LONGEST_TEXT),
        _longest("cause", LONGEST_TEXT),
        _longest("work_done", LONGEST_TEXT),
        _longest("external_id", LONGEST_NAME),
        *_instant("scheduled_date"),
        *_instant("completed_date"),
        *_amount("cost", 1e12),
        *_amount("duration_hours", 1e12),
        Rule(
            "completed_date",
            Missing(),
            "Only a completed job has a completion date; leave it out.",
            ("status", tuple(status for status in JOB_STATUSES if status != "completed")),
        ),
        _past("completed_date", CLOCKS_DIFFER),
    ),
    "equipment": (
        _longest("name", LONGEST_NAME),
        _longest("type", LONGEST_NAME),
        _longest("location", LONGEST_NAME),
        _longest("area", LONGEST_NAME),
        _longest("production_line", LONGEST_NAME),
        _longest("parent", LONGEST_NAME),
        Rule("capacity", Compared(">", 0), "{it} is not above 0; correct it, or leave it empty where it is not known."),
        Rule("capacity", Compared("<=", 1e12), f"{{it}} is above {1e12:,.0f}; correct it."),
        *_day("installation_date"),
        *_instant("last_maintenance"),
        _past("last_maintenance"),
        *_amount("health_score", 100),
    ),
    "targets": (
        *(_longest(name, LONGEST_NAME) for name in ("equipment_type", "area", "production_line")),
        *_amount("value", LARGEST_COUNT),
        Rule("value", Compared("<=", PERCENT), "{it} is above 100 %; correct it.", ("metric", OF_A_HUNDRED)),
        *_day("valid_from"),
    ),
    "ideal_rates": (
        _longest("product", LONGEST_NAME),
        Rule("units_per_hour", Compared(">", 0), "{it} is not above 0; correct it, or leave it empty to end it."),
        Rule("units_per_hour", Compared("<=", 1e12), f"{{it}} is above {1e12:,.0f}; correct it."),
        *_day("valid_from"),
    ),
    "plant_settings": (
        *_day("closed_until"),
        _past("closed_until", timedelta()),
    ),
    "stop_reasons": (_longest("name", LONGEST_NAME),),
    "handovers": (
        *_day("day"),
        _longest("text", LONGEST_HANDOVER),
    ),
    "downtime_events": _interval(("planned", (False,))),
    "state_intervals": (
        *_interval(("state", (PRODUCING, STOPPED))),
        _longest("product", LONGEST_NAME),
        *_amount("output_quantity", LARGEST_COUNT),
        *_amount("defect_quantity", LARGEST_COUNT),
        Rule("defect_quantity", Compared("<=", "output_quantity"), _DEFECTS, ("state", (PRODUCING,))),
    ),
}
"""Table → its rules, in the order in which they are told."""


def kept_since(moment: datetime) -> Rule:
    """The rule for readings once those before a moment were removed by age: they cannot join their hour any more."""
    says = f"lies before {moment:%Y-%m-%d %H:%M} UTC, and single readings of then are not kept any more; leave it out."
    return Rule("timestamp", Compared(">=", moment), f"{{it}} {says}")
