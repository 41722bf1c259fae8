"""Charts of losses: what there is no room for is put together, never left out."""

from typing import Any

import pandas as pd
import pytest

from producflow.domain.plant import PlantSettings
from producflow.ui.charts import losses as charts


class Reported:
    """A loss report with so many reasons of one hour each."""

    def __init__(self, reasons: int) -> None:
        self.plant, self.reasons = PlantSettings(), reasons

    def by(self, _dimension: str, _key: str | None = None) -> pd.DataFrame:
        names = [f"Reason {number}" for number in range(self.reasons)]
        return pd.DataFrame({"key": [f"reason:{name}" for name in names], "label": names, "hours": 1.0})

    def tree(self) -> pd.DataFrame:
        rows = [("total", "Planned time", "total", 100.0)]
        rows += [(f"reason:{number}", f"Reason {number}", "downtime", 1.0) for number in range(self.reasons)]
        rows.append(("productive", "Fully productive", "productive", 100.0 - self.reasons))
        return pd.DataFrame(rows, columns=["key", "step", "kind", "hours"])


@pytest.mark.parametrize("reasons", [1, 12, 13, 20])
def test_the_last_bar_of_a_pareto_makes_it_whole(reasons: int) -> None:
    report: Any = Reported(reasons)
    [bars] = charts.pareto(report, "reason", "hours").data
    assert sum(bars.x) == reasons
    assert bars.text[-1].endswith("· 100 %")
    assert bars.text[0].endswith(f"· {100 / reasons:.0f} %")
    assert ("8 others" in bars.y) == (reasons == 20)


@pytest.mark.parametrize("most", [0, 7, 20])
def test_the_steps_of_the_tree_lead_from_planned_to_productive_time(most: int) -> None:
    report: Any = Reported(9)
    [bars] = charts.tree(report, most).data
    assert sum(bars.x[1:]) == bars.x[0] == 100.0
    assert bars.base[-2] == bars.x[-1]  # the last loss ends where productive time does
    assert len(bars.y) == {0: 3, 7: 10, 20: 11}[most]


def test_what_stands_beside_a_step_is_on_the_side_with_more_room() -> None:
    """On a phone the chart is 200 px wide: right of the last losses there is no room for words."""
    report: Any = Reported(9)
    drawn = charts.tree(report)
    words = drawn.layout.annotations
    assert [each.xanchor for each in words] == ["right"] * 8
    assert words[0].x == 99.0  # the first hour of a hundred that was lost
    assert words[-1].text == "2.0 h · 2.0 %"
    assert list(drawn.data[0].textposition) == ["auto", *["none"] * 8, "auto"]
    assert drawn.layout.xaxis.range[1] < 105.0
