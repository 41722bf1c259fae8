"""The pieces that say whether shifts really differ: verdicts and their evidence, control chart, each by itself."""

import pandas as pd
import streamlit as st

from producflow.domain import run_rules
from producflow.domain.comparison import NOT_SHOWN, REAL, Difference
from producflow.domain.metrics import METRICS
from producflow.domain.patterns import spoken
from producflow.reports import comparison, control_charts
from producflow.reports.comparison import OF_SHIFT, Comparison
from producflow.reports.control_charts import ControlChart
from producflow.reports.levels import MACHINE
from producflow.reports.view import View
from producflow.ui import addressed, breakdown, cached, context, tables
from producflow.ui.tables import Column
from producflow.ui.text import counted, number, plain

METHOD = """
**Fair**: a shift can look worse only because it ran the machine that rejects most. So each machine's shifts are
compared with one another, and these comparisons are put together (Cochran-Mantel-Haenszel test). The adjusted defect
rate is what a shift would have had with everybody's machines: its rejects ÷ those expected at each machine's own rate
× the rate of all (indirect standardisation). Efficiencies are compared within the same machine and day (Friedman's
test).

**Real**: a difference counts as real below p = 0.05, after a correction for the number of pairs compared (Holm;
{pairs} pairs machine by machine). Rejects come in batches, so everything allows for how much the days of one machine
and shift differ among themselves: here their variance is {factor} times that of single, independent rejects. A real
difference can still be small; the interval beside it says how large it may be. Lines and areas have
the rates of their sums and are judged on the same machines, as the whole is, corrected for the pairs of all of them.
Machines and days count as independent: what strikes all machines in one night counts as many events.

**Funnel**: each point is a machine in a shift, against the machine's own average. Small volumes scatter more, so the
limits are wider there. **Control charts**: limits are three standard deviations wide. A p chart supposes that rejects
come one by one; Laney's p' chart widens with the variation from shift to shift; an individuals chart takes it from
the differences of neighbours. {rules}
"""


def verdicts(found: Comparison) -> None:
    """Say whether the shifts really differ, and what that rests on."""
    st.caption("About all days together: whether the shifts differ on average by more than their own days do.")
    told = " ".join(filter(None, [comparison.explain(found.defects), comparison.evidence(found)]))
    _verdict(METRICS["defect_rate"].label, found.defects, told)
    _verdict(METRICS["efficiency_percentage"].label, found.efficiency, _of_efficiency(found.efficiency))


def _of_efficiency(found: Difference) -> str:
    told = comparison.explain_efficiency(found)
    if found.verdict != REAL:
        return told
    chance = f"{comparison.by_chance(found.p_value)} ({comparison.probability(found.p_value)})."
    return f"{told} Compared on the same machine and day. {chance}"


def _verdict(figure: str, found: Difference, told: str) -> None:
    if found.verdict == REAL:
        st.warning(told, title=f"{figure}: a real difference", icon=":material/difference:")
    elif found.verdict == NOT_SHOWN:
        st.success(told, title=f"{figure}: within noise", icon=":material/check_circle:")
    else:
        st.info(told, title=f"{figure}: cannot be told yet", icon=":material/help:")


def chosen_chart() -> tuple[str, str]:
    """Ask which control chart to draw, and by which rules."""
    left, right = st.columns([3, 2])
    with left:
        kind = st.selectbox("Chart", list(control_charts.KINDS), **addressed.bound("chart", control_charts.KINDS))
    with right:
        chosen = st.segmented_control(
            "Rules",
            control_charts.RULES,
            default=run_rules.WESTERN_ELECTRIC,
            required=True,
            **addressed.bound("rules", control_charts.RULES),
        )
    return kind, str(chosen)


def signals(found: ControlChart) -> None:
    """List what the rules found."""
    st.caption(f"{found.title}.")
    st.caption(
        "About single shifts: whether any of them stands out of what shifts vary anyhow. Shifts can differ on average, "
        "as the verdict above says, without a single one that stands out."
    )
    if not found.enough:
        st.caption("There are fewer than ten shifts, so the limits themselves are uncertain.")
    if found.signals.empty:
        st.caption("No shift is a signal by these rules.")
        return
    columns = {
        "date": Column("Production day"),
        "shift": Column("Shift", words=True),
        "value": Column.of(found.kind.column, help=None),
        "rule": Column("Rule"),
        "meaning": Column("What it found"),
    }
    with st.expander(counted(len(found.signals), "signal", "signals"), icon=":material/crisis_alert:"):
        tables.table(found.signals, "Signals of the control chart", columns)


def by_level(found: Comparison, view: View) -> None:
    """Show the defect rate of each machine, line or area in each shift, and which differences are real."""
    by = breakdown.level()
    rows: pd.DataFrame = found.machines if by == MACHINE else cached.answer(comparison.by_level, view, by)
    real = rows[rows["verdict"] == REAL]
    for row in real.to_dict("records"):
        st.markdown(f"**{plain(row['name'])}:** {row['explanation']}")
    if real.empty:
        st.caption(f"No {by} by itself shows a difference between its shifts.")
    shifts = [str(name) for name in rows if str(name).endswith(OF_SHIFT)]
    rates = {name: Column(plain(spoken(name.removesuffix(OF_SHIFT))), "%", 2) for name in shifts}
    columns = {"name": Column(by.capitalize()), **rates, "verdict": Column("Difference", words=True)}
    if by == MACHINE:
        tables.table(rows, "Defect rate by machine and shift", columns)
    else:
        breakdown.of_level(rows, f"Defect rate by {by} and shift", columns, by, explained=False)
    tables.download(rows, f"defect_rate_by_{by}_and_shift", context.actor())


def method(found: Comparison) -> None:
    """Explain the tests for whoever wants to know."""
    with st.expander("How this is judged", icon=":material/science:"):
        named = "; ".join(
            f"{name}: {', '.join(f'({rule.number}) {rule.meaning}' for rule in run_rules.RULES[name])}"
            for name in (run_rules.WESTERN_ELECTRIC, run_rules.NELSON)
        )
        factor = number(found.dispersion, 1)
        st.markdown(METHOD.format(factor=factor, pairs=found.pairs, rules=f"{named}."))
