"""What cost savings are measured against: the period before, the same days a year earlier, or days of one's own."""

from dataclasses import replace
from datetime import date

import pandas as pd

from producflow.domain.calendar_words import span
from producflow.reports.links import BASELINE, SAVINGS, Link
from producflow.reports.view import View

PREVIOUS, LAST_YEAR, FIXED = "previous", "last year", "fixed"
SPOKEN = {PREVIOUS: "Period before", LAST_YEAR: "Same days last year", FIXED: "Days of my own"}
"""What pages call each of them, in their addresses too."""
LABELS = {spoken: kind for kind, spoken in SPOKEN.items()}


def baseline(view: View, kind: str, first_day: date | None = None, last_day: date | None = None) -> View:
    """The period to compare with, for the same machines and shifts.

    Parameters
    ----------
    view : View
        What is compared: of a period that still runs the part that is over, see
        :func:`producflow.reports.periods.closed`.
    kind : str
        `PREVIOUS`: as many days, right before. `LAST_YEAR`: the same days of the year before (28 February for the
        29th). `FIXED`: the days given; the rates of a good month, say, whatever the view is.
    first_day, last_day : date, optional
        Of a fixed period, in either order; without both it is the previous one.
    """
    if kind == LAST_YEAR:
        first_day, last_day = (_year_before(day) for day in (view.first_day, view.last_day))
    elif kind != FIXED:
        return view.previous()
    if first_day is None or last_day is None:
        return view.previous()
    last_shifts = view.last_shifts if kind == LAST_YEAR else None
    return replace(view, first_day=min(first_day, last_day), last_day=max(first_day, last_day), last_shifts=last_shifts)


def of_link(link: Link, view: View) -> View:
    """The baseline that the address of a page asks for: the period before unless it says otherwise.

    Its parameters are ``baseline`` (a key of `SPOKEN`, or how it is spoken), and ``baseline_from`` and ``baseline_to``
    of a fixed one; on the page Losses they are called `SAVINGS`.
    """
    names = SAVINGS if link.page == "losses" else BASELINE
    return chosen(view, *map(link.canonical().get, names))


def chosen(view: View, label: str | None, first_day: str | date | None, last_day: str | date | None) -> View:
    """The baseline by what it is called and its days, as an address or a page's choices have them."""
    wanted = label or PREVIOUS
    return baseline(view, LABELS.get(wanted, wanted), _day(first_day), _day(last_day))


def _day(value: str | date | None) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return None if not value else date.fromisoformat(value)
    except ValueError:
        return None


def _year_before(day: date) -> date:
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).date()


def before(view: View) -> str:
    """The period before one in words: ``the 7 days before``, and how far of it where it ends amid a day."""
    days = f"the {view.days:,} days before" if view.days > 1 else "the day before"
    if view.last_shifts is None:
        return days
    if view.last_shifts:
        return f"{days}, to the end of the {view.last_shifts[-1]} shift"
    if view.days == 1:
        return f"{days}, once a shift of this one is over"
    whole = view.days - 1
    return f"the first {whole:,} of {days}" if whole > 1 else f"the first of {days}"


def words(view: View, base: View) -> str:
    """A baseline in words: ``9 Mar to 15 Mar 2026, the 7 days before``."""
    days = span(*base.counted)
    if base == view.previous():
        return f"{days}, {before(view)}"
    if base == baseline(view, LAST_YEAR):
        return f"{days}, the same days a year earlier"
    return f"{days}, a period of its own"
