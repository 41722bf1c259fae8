"""Pages of a plant of which nobody reported units: they say so, and show neither 0 nor NaN."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.pages import WITH_FIGURES
from producflow.store.database import Store
from producflow.ui import context

AppAs = Callable[..., AppTest]


@pytest.fixture
def silent(empty_plant: Store) -> Store:
    """A machine whose shifts of the last two weeks have times, and no units."""
    last = pd.Timestamp(context.now()).tz_localize(None).normalize()
    days = pd.date_range(last - pd.Timedelta(days=14), last - pd.Timedelta(days=1), freq="D")
    rows = [(day, shift) for day in days for shift in ("morning", "afternoon", "night")]
    records = pd.DataFrame(rows, columns=["date", "shift"]).assign(
        equipment_id=1, downtime_minutes=30.0, planned_minutes=480.0
    )
    empty_plant.write(
        lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["P"], "capacity": [480.0]}))
    )
    empty_plant.write(lambda transaction: transaction.append("production_records", records))
    return empty_plant


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_no_page_shows_a_zero_that_nobody_reported(silent: Store, app_as: AppAs, page: str) -> None:
    app = app_as("manager", page)
    assert not app.exception
    values = {metric.label: str(metric.value) for metric in app.metric}
    assert "nan" not in str(values).lower()
    for label, value in values.items():
        if any(word in label for word in ("Output", "Defect", "OEE", "Quality")):
            assert not any(digit in value for digit in "0123456789"), (label, value)
    if page == "overview":
        # Today has reported nothing yet; before the first shift begins, today is yesterday's production day.
        records = 3 * (6 + (context.production_day() < context.now().date()))
        assert any(f"{records} of {records} records have no output" in each.value for each in app.caption)
