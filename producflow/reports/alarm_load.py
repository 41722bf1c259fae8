"""Whether people can follow the alarms: the load of a period by the measures of ISA-18.2, and what makes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain import alarm_load as domain
from producflow.domain.alarms import HIGH, PRIORITIES, URGENT
from producflow.domain.metrics import METRICS
from producflow.domain.plant import PlantSettings
from producflow.domain.stops import pieces
from producflow.domain.timeline import Clock
from producflow.reports import downtime
from producflow.reports.figures import plain
from producflow.reports.maintenance import ASIDE
from producflow.reports.periods import bounds, calendar
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import maintenance as queries
from producflow.store.reading import reads

LEAST_JUDGED = 20
"""With fewer alarms a single one is more than 5 % of them, so that shares of priorities say nothing."""
MOST_LISTED = 50
"""Sources that are listed, the most frequent ones."""

WITHIN, BEYOND = "within", "beyond"


@dataclass(frozen=True)
class Measure:
    """One figure of the load, against what ISA-18.2 calls acceptable."""

    name: str
    """Of the metric."""
    value: float | None
    """None where it is not available. [unit of the metric]"""
    aim: str
    """What is acceptable, in words: ``at most 6``."""
    verdict: str | None
    """`WITHIN` or `BEYOND`; None where it cannot be judged."""
    advice: str
    """What to do about it, in a sentence."""


@dataclass(frozen=True)
class AlarmLoad:
    """The alarms of a view, and what they come to."""

    view: View
    """Without shifts."""
    plant: PlantSettings
    until: datetime
    """The full hour up to which alarms count."""
    alarms: pd.DataFrame
    """That came in the view: `id`, `equipment_id`, `machine`, `title`, `priority`, `status`, `came_at`, `over_at`
    [UTC], `source` (the same machine, sensor and kind of limit), `watched` (in planned shifts or not), `chatters`."""
    quiet: pd.DataFrame
    """That nobody was to notice, since they came while they were shelved, during a logged stop of their machine, or of
    a sensor that cannot be believed; the same columns. No figure counts them."""
    stale: pd.DataFrame
    """That have stood for more than a day at its end, the one that came first first; the same columns."""
    floods: pd.DataFrame
    """See :func:`producflow.domain.alarm_load.floods`."""
    sources: pd.DataFrame
    """A row per source, the most frequent first: `equipment_id`, `machine`, `title` and `alert` (id) of its newest,
    `alarms`, `share` [%], `chattering` (alarms), `newest` [UTC]."""
    days: pd.DataFrame
    """A row per production day: `date`, `hours` (watched) [h], and the number of alarms of each priority."""
    shares: pd.Series
    """See :func:`producflow.domain.alarm_load.priority_shares`."""
    inputs: Mapping[str, float]
    """What the figures are worked out from."""
    figures: Mapping[str, float | None]
    """Value of each metric, by name."""
    measures: tuple[Measure, ...]

    @property
    def beyond(self) -> tuple[Measure, ...]:
        """Those that are not acceptable."""
        return tuple(each for each in self.measures if each.verdict == BEYOND)


@reads
def alarm_load(session: Session, view: View, now: datetime) -> AlarmLoad:
    """Measure the alarm load of a view.

    Parameters
    ----------
    view : View
        Its production days; its shifts are ignored.
    now : datetime
        Aware; nothing after the last full hour counts, so that rates have whole hours.
    """
    view, plant = replace(view, shifts=None), in_force(session)
    begins, ends = (pd.Timestamp(edge).tz_convert("UTC") for edge in bounds(plant, view))
    until = max(min(ends, pd.Timestamp(now).tz_convert("UTC").floor("h")), begins)
    seen = queries.annunciated(session, view.machines, begins.to_pydatetime(), until.to_pydatetime())
    seen = seen.assign(source=_sources(seen))
    unnoticed = seen["came_shelved"] | _in_a_stop(session, plant, seen, until) | seen["state"].isin(ASIDE)
    unnoticed |= seen["suppressed_by"] == "sensor"
    quiet = seen[unnoticed & (seen["came_at"] >= begins)].reset_index(drop=True)
    seen = seen[~unnoticed].reset_index(drop=True)
    most_stale, stale = domain.most_stale(seen["came_at"], seen["over_at"], begins, until)
    alarms = seen[seen["came_at"] >= begins].reset_index(drop=True)
    own = calendar(plant)
    shifts = own.planned(view.first_day, view.last_day)
    hours = queries.watched_hours(session, view.machines, begins.to_pydatetime(), until.to_pydatetime())
    watched = domain.Watched(shifts, hours, begins, until)
    alarms = alarms.assign(
        watched=watched.holds(alarms["came_at"]), chatters=domain.chattering(alarms["came_at"], alarms["source"])
    )
    sources = _by_source(alarms)
    days = _by_day(own.days(view.first_day, view.last_day), alarms, hours, watched)
    floods = domain.floods(alarms["came_at"], plant.alarm_operators)
    shares = domain.priority_shares(alarms["priority"])
    inputs = _inputs(alarms, sources, watched, _planned_day(shifts), plant.alarm_operators)
    figures = _figures(inputs, sources, floods, most_stale)
    return AlarmLoad(
        view=view,
        plant=plant,
        until=until.to_pydatetime(),
        alarms=alarms,
        quiet=quiet,
        stale=seen[stale].reset_index(drop=True),
        floods=floods,
        sources=sources,
        days=days,
        shares=shares,
        inputs=inputs,
        figures=figures,
        measures=_measures(figures, sources, len(alarms), int(stale.sum())),
    )


def _in_a_stop(session: Session, plant: PlantSettings, alarms: pd.DataFrame, until: pd.Timestamp) -> pd.Series:
    """Tell which alarms of readings came during a logged stop of their machine: it explains them."""
    of_readings = alarms["sensor_type"].notna()
    within = pd.Series(False, index=alarms.index)
    if not of_readings.any():
        return within
    came, end = alarms["came_at"], until.to_pydatetime()
    machines = alarms.loc[of_readings, "equipment_id"].unique().tolist()
    stops = downtime.recorded(session, plant, came.min().to_pydatetime(), end, end, machines)
    for machine, own in stops.groupby("equipment_id"):
        clock, rows = Clock.of(pieces(own)), of_readings & (alarms["equipment_id"] == machine)
        within[rows] = clock(came[rows] + pd.Timedelta(microseconds=1)) > clock(came[rows])
    return within


def _sources(alarms: pd.DataFrame) -> pd.Series:
    """What each alarm is of: a machine's sensor and kind of limit, or what people call it."""
    of_readings = alarms["sensor_type"].notna()
    what = alarms["title"].mask(of_readings, alarms["sensor_type"] + " " + alarms["type"])
    return alarms["equipment_id"].astype("str") + " " + what.astype("str")


def _by_source(alarms: pd.DataFrame) -> pd.DataFrame:
    counts = domain.most_frequent(alarms["source"], alarms["chatters"])
    newest = alarms.drop_duplicates("source", keep="last").set_index("source")
    about = newest[["equipment_id", "machine", "title", "id", "came_at"]]
    return counts.join(about.rename(columns={"id": "alert", "came_at": "newest"})).reset_index()


def _by_day(days: pd.DataFrame, alarms: pd.DataFrame, hours: pd.Series, watched: domain.Watched) -> pd.DataFrame:
    def day_of(instants: pd.Series) -> Any:
        return np.clip(days["start"].searchsorted(instants, side="right") - 1, 0, len(days) - 1)

    counts = pd.crosstab(day_of(alarms["came_at"]), alarms["priority"]) if len(alarms) else pd.DataFrame()
    counts = counts.reindex(index=range(len(days)), columns=PRIORITIES, fill_value=0).astype("int64")
    worked = watched.by_hour.groupby(day_of(hours)).sum().reindex(range(len(days)), fill_value=0.0)
    return pd.DataFrame({"date": days["date"], "hours": worked}).join(counts)


def _planned_day(shifts: pd.DataFrame) -> float:
    """Mean length of a planned day. [h]"""
    return float(shifts.groupby("date")["minutes"].sum().mean()) / 60


def _inputs(
    alarms: pd.DataFrame, sources: pd.DataFrame, watched: domain.Watched, planned_day: float, operators: int
) -> dict[str, float]:
    return {
        "alarms": float(len(alarms)),
        "alarms_watched": float(alarms["watched"].sum()),
        "watched_hours": watched.hours,
        "watched_days": watched.hours / planned_day,
        "alarm_operators": float(operators),
        "alarms_at_once": float(domain.most_within(alarms["came_at"])),
        "top_alarms": float(sources["alarms"].head(domain.TOP).sum()),
        "urgent_alarms": float(alarms["priority"].isin([HIGH, URGENT]).sum()),
    }


def _figures(
    inputs: Mapping[str, float], sources: pd.DataFrame, floods: pd.DataFrame, most_stale: int
) -> dict[str, float | None]:
    worked_out = (
        "alarms_per_hour",
        "alarms_per_day",
        "alarm_peak",
        "top_alarms_percentage",
        "urgent_alarms_percentage",
    )
    return {
        **{name: plain(METRICS[name].of(inputs)) for name in worked_out},
        "alarm_floods": float(len(floods)),
        "chattering_alarms": float((sources["chattering"] > 0).sum()),
        "stale_alarms": float(most_stale),
    }


def _measures(
    figures: Mapping[str, float | None], sources: pd.DataFrame, alarms: int, stale_now: int
) -> tuple[Measure, ...]:
    first = f"{sources['title'].iloc[0]} of {sources['machine'].iloc[0]}" if len(sources) else ""
    chatterer = sources[sources["chattering"] > 0]
    quick = f"{chatterer['title'].iloc[0]} of {chatterer['machine'].iloc[0]}" if len(chatterer) else ""
    even = domain.TOP / max(len(sources), 1)
    rare = f"Only {len(sources)} kinds of alarm came"
    rare += f"; equally frequent, ten would make up {100 * even:.0f} %." if even < 1 else ", so ten are all of them."
    few = f"Only {alarms} alarms came, too few to judge their priorities."
    follow = "A person can follow this; leave it as it is."

    def measure(
        name: str, most: float, aim: str, then: str, *, otherwise: str = follow, below: bool = False
    ) -> Measure:
        value = figures[name]
        if value is None:
            return Measure(name, None, aim, None, "No reading came in within planned shifts, so nothing can be said.")
        held = value < most if below else value <= most
        return Measure(name, value, aim, WITHIN if held else BEYOND, otherwise if held else then)

    def unjudged(found: Measure, why: str, *, when: bool) -> Measure:
        return replace(found, verdict=None, advice=why) if when else found

    return (
        measure("alarms_per_hour", domain.PER_HOUR, "at most 6", f"Begin with the most frequent one: {first}."),
        measure(
            *("alarms_per_day", domain.PER_DAY, "at most 150"),
            "Replay the limits of the most frequent alarms below, and drop what nobody has to act on.",
        ),
        measure(
            *("alarm_peak", domain.PEAK, "at most 10"),
            "Look at what came together: one cause should raise one alarm, so suppress what follows from it.",
        ),
        measure(
            *("alarm_floods", 0, "none"),
            "Go through each flood below: what came first, and which of the rest a stop of the machine explains.",
            otherwise="No flood: alarms came one by one.",
        ),
        unjudged(
            measure(
                *("top_alarms_percentage", domain.TOP_SHARE, "at most 5 %"),
                f"Mend these ten first, beginning with {first}: by cause, limit, deadband or delay.",
                otherwise="The load is spread; no single alarm is the trouble.",
            ),
            "No alarm came." if not alarms else rare,
            when=even > domain.TOP_SHARE / 100,
        ),
        measure(
            *("chattering_alarms", 0, "none"),
            f"Give {quick} a wider deadband or an on-delay, or mend its sensor.",
            otherwise="No alarm comes and goes quicker than one can look.",
        ),
        measure(
            *("stale_alarms", domain.STALE_AT_ONCE, "fewer than 5"),
            f"{stale_now} stand now: plan a job for each, shelve it with a reason, or change a limit that is wrong.",
            otherwise="What stands is dealt with within a day or so.",
            below=True,
        ),
        unjudged(
            measure(
                *("urgent_alarms_percentage", domain.SHARES[URGENT], "about 5 %, low 80 %, medium 15 %"),
                "Too much is urgent, so nothing is: move critical limits to where somebody really has to run.",
                otherwise="What is called urgent is rare enough to be believed.",
            ),
            "No alarm came." if not alarms else few,
            when=alarms < LEAST_JUDGED,
        ),
    )
