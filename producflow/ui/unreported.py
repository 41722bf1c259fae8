"""Why a period has nothing to show, and where records are."""

from producflow.reports.periods import anything_planned
from producflow.reports.production import Production
from producflow.ui import components, filters

NO_RECORDS = "No production was reported in this period."


def say(report: Production) -> None:
    """Say that nothing was reported, and where records are."""
    if not anything_planned(report.plant, report.view):
        todo = "No shift was planned: choose Last shift or a longer period for the newest reports."
    elif report.running and report.view.days == 1:
        todo = "No shift that is over has reported yet; choose Yesterday or Last shift for the newest reports."
    elif report.known_days is None:
        todo = "Upload production records on the Uploads page, and they will show up here."
    else:
        todo = f"Records exist from {filters.span(*report.known_days)}: choose another period, machine or shift."
    components.empty(NO_RECORDS, todo)
