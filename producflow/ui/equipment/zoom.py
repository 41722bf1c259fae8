"""Which stretch of time and which sensors a machine's charts show: visible controls, bound to the URL."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from producflow.reports import equipment, excursions
from producflow.reports.equipment import Machines
from producflow.reports.excursions import Excursion
from producflow.reports.links import DEFAULT_PERIOD, PERIODS
from producflow.reports.sensors import Course
from producflow.reports.view import View
from producflow.ui import addressed, cached, components, context, kept, text

PERIOD, EXCURSION = "Whole period", "Excursion"
LENGTHS = {"7 days": timedelta(days=7), "1 day": timedelta(days=1), "1 hour": timedelta(hours=1)}
CLOSER = {PERIOD: "1 day", EXCURSION: "1 hour", "7 days": "1 day", "1 day": "1 hour", "1 hour": "1 hour"}
"""Where a click on a point leads from each stretch."""

CHART, LENGTH, AROUND, SENSORS, ALERT = "course", "zoom", "around", "sensors", "alert"
AT_ONCE = 4
"""Sensors drawn until somebody chooses others."""


def excursion(equipment_id: int) -> Excursion | None:
    """What the alert is about from whose link the page was opened; None without one."""
    named = st.query_params.get(ALERT)
    found = None
    if named is not None and named.isdecimal() and len(named) < 19:
        found = cached.answer(excursions.excursion, int(named))
    fits = found is not None and found.equipment_id == equipment_id
    told = "There is no alert {} of this machine (any more); the charts show the whole period."
    addressed.note(ALERT, lambda _: fits, told, whole=True, watched=LENGTH)
    return found if fits else None


def stretch(
    report: Machines, equipment_id: int, period: tuple[datetime, datetime], about: Excursion | None
) -> tuple[datetime, datetime]:
    """Ask how closely to look, and around which instant.

    Parameters
    ----------
    period : tuple of datetime
        First instant and end of the page's period; aware.
    about : Excursion, optional
        What to look at first.

    Returns
    -------
    tuple of datetime
        First instant and end of what to draw, in UTC.
    """
    zone = ZoneInfo(context.zone())
    options = [PERIOD, *LENGTHS] if about is None else [EXCURSION, PERIOD, *LENGTHS]
    length = st.segmented_control(
        "Zoom",
        options,
        default=options[0],
        required=True,
        help="A click on a point of the charts looks closer around it.",
        **addressed.bound(LENGTH, options),
    )
    if length not in LENGTHS:
        addressed.instant(AROUND)  # said too where no field is there for it
        return period if about is None or length == PERIOD else about.span(context.now())
    default = _where(report, equipment_id, period).astimezone(zone).replace(tzinfo=None)
    around: datetime | None = st.datetime_input(
        f"Around [{zone.key}]",
        value=default,
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - by the plant's clock
        max_value=datetime(2199, 1, 1),  # noqa: DTZ001
        step=timedelta(minutes=1),
        width=260,
        **addressed.instant(AROUND),
    )
    middle = pd.Timestamp(default if around is None else around).tz_localize(
        zone, ambiguous=True, nonexistent="shift_forward"
    )
    half = LENGTHS[length] / 2
    return (middle - half).to_pydatetime().astimezone(UTC), (middle + half).to_pydatetime().astimezone(UTC)


def until_now(view: View) -> tuple[datetime, datetime]:
    """First instant and end of what the charts show of a period: one that moves on with the calendar reaches now."""
    starts, ends = cached.answer(equipment.span_of, view)
    now = context.now() + timedelta(minutes=1)  # a reading of this minute too
    moves = st.session_state.get("period", DEFAULT_PERIOD) in PERIODS
    if moves and context.frozen() is None:  # a frozen link keeps the readings of its period
        return starts, now
    return starts, max(min(ends, now), starts + timedelta(minutes=1))


def _where(report: Machines, equipment_id: int, period: tuple[datetime, datetime]) -> datetime:
    """The newest reading within the period, since that is what somebody came to see; else the middle of the period."""
    newest = kept.made(Machines.of, report, equipment_id)["newest"]
    if not pd.isna(newest) and period[0] <= newest <= period[1]:
        found: datetime = newest.to_pydatetime().replace(second=0, microsecond=0)
        return found
    return period[0] + (period[1] - period[0]) / 2


def _name(sensor: str) -> str:
    return text.plain(text.sensor(sensor))


def closer() -> None:
    """Look closer around the point that was clicked."""
    points = st.session_state[CHART]["selection"]["points"]
    if points:
        clicked = pd.Timestamp(str(points[0]["x"])).floor("min").to_pydatetime()
        _show(CLOSER[st.session_state.get(LENGTH) or PERIOD], clicked)


def _show(length: str, around: datetime) -> None:
    unbound = st.session_state.get(LENGTH) not in LENGTHS
    st.session_state.update({LENGTH: length, AROUND: around})
    if unbound:  # the field is not there yet, so nothing has bound it to the URL
        st.query_params[AROUND] = around.isoformat(timespec="minutes")


def offer_newest(report: Machines, equipment_id: int, drawn: Course) -> None:
    """Lead to where a machine's readings are, when the stretch that was chosen holds none of them."""
    newest = kept.made(Machines.of, report, equipment_id)["newest"]
    if pd.isna(newest) or not all(series.empty for series in drawn.series):
        return
    zone = context.zone()
    components.empty(f"There are no readings in this stretch of time; the newest is of {text.local(newest, zone)}.")
    st.button(
        "Go to the newest readings",
        key="go_to_newest",
        icon=":material/last_page:",
        on_click=_show,
        args=("7 days", newest.tz_convert(zone).tz_localize(None).floor("min").to_pydatetime()),
    )


def sensors(report: Machines, equipment_id: int, about: Excursion | None) -> tuple[str, ...]:
    """Ask which sensors to draw; that of an excursion, or the worst ones, until somebody chooses."""
    all_of_them = [str(each["sensor_type"]) for each in report.told(equipment_id)]
    if len(all_of_them) <= 1:
        return tuple(all_of_them)
    chosen = st.pills(
        "Sensors",
        all_of_them,
        selection_mode="multi",
        format_func=_name,
        **addressed.bound(f"{SENSORS}_{equipment_id}", all_of_them, _name),
        help=f"None chosen means the first {AT_ONCE}, the worst ones first." if len(all_of_them) > AT_ONCE else None,
    )
    kept = tuple(each for each in all_of_them if each in chosen)
    if not kept and about is not None and about.sensor_type in all_of_them:
        return (about.sensor_type,)
    return kept or tuple(all_of_them[:AT_ONCE])
