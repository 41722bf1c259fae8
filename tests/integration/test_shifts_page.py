"""The shifts page through the real entry script: the verdicts and their evidence, what each role may take."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import Role
from producflow.store.database import Store
from producflow.ui import context

AppAs = Callable[..., AppTest]
ABOUT = ("About all days together", "About single shifts")


@pytest.mark.parametrize("role", list(Role))
def test_everyone_sees_the_verdict(seen_plant: Store, app_as: AppAs, role: Role) -> None:
    app = app_as(role.value, "shifts", period="90d", evidence="true")
    assert not app.exception
    assert app.title[0].value == "Which shift, and is the difference real?"
    # the demo's molding machine rejects more at night
    [verdict] = [warning for warning in app.warning if "Night rejects" in warning.value]
    assert "percentage points more than morning" in verdict.value
    told = [
        text.value
        for text in app.markdown
        if "**Injection Molding Machine #1:** Night rejects" in text.value.replace("\\", "")
    ]
    assert len(told) == 1
    assert bool(app.get("download_button")) == (role in (Role.ANALYST, Role.MANAGER, Role.ADMIN))


@pytest.mark.long
def test_a_machine_without_a_difference_is_not_accused(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "shifts", period="90d", machines="Quality Control Scanner")
    assert not app.exception
    assert "differ no more than their own days do" in app.success[0].value


@pytest.mark.parametrize("shift", ["Night", "Morning"])
def test_an_old_link_to_a_handover_opens_its_page(seen_plant: Store, app_as: AppAs, shift: str) -> None:
    day = context.production_day() - timedelta(days=5)
    app = app_as("operator", "shifts", handover_day=str(day), handover_shift=shift)
    assert not app.exception
    assert app.title[0].value.startswith(f"{shift} made ")
    assert any(caption.value.startswith(f"Handover · {day:%-d %b %Y} ") for caption in app.caption)


def test_each_verdict_says_what_it_is_about(seen_plant: Store, app_as: AppAs) -> None:
    """The demo's shifts differ on average, and now and then no single one stands out: no contradiction."""
    app = app_as("operator", "shifts", period="90d", evidence="true")
    told = [caption.value for caption in app.caption]
    average, single = (next(at for at, text in enumerate(told) if text.startswith(start)) for start in ABOUT)
    assert average < single
    assert "without a single one that stands out" in told[single]


def test_the_evidence_is_folded_behind_the_verdict(seen_plant: Store, app_as: AppAs) -> None:
    assert len(app_as("operator", "shifts").get("plotly_chart")) == 1
    assert len(app_as("operator", "shifts", evidence="true").get("plotly_chart")) == 3


@pytest.mark.parametrize("measure", ["Efficiency", "Defect rate", "OEE"])
def test_the_heat_map_takes_its_measure_from_the_url(seen_plant: Store, app_as: AppAs, measure: str) -> None:
    app = app_as("operator", "shifts", measure=measure)
    assert not app.exception
    assert app.get("plotly_chart")


def test_an_empty_plant_says_what_to_do(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "shifts")
    assert not app.exception
    assert "Upload production records" in app.info[0].value
    assert {metric.value for metric in app.metric} == {"not available"}
