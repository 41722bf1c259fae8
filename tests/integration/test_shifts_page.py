"""The shifts page through the real entry script: the verdict, the handover and its link, what each role may take."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import Role
from producflow.store.database import Store
from producflow.ui import context

AppAs = Callable[..., AppTest]


@pytest.mark.parametrize("role", list(Role))
def test_everyone_sees_the_verdict(seen_plant: Store, app_as: AppAs, role: Role) -> None:
    app = app_as(role.value, "shifts", period="90d")
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


def test_a_machine_without_a_difference_is_not_accused(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "shifts", period="90d", machines="Quality Control Scanner")
    assert not app.exception
    assert "differ no more than their own days do" in app.success[0].value


def test_the_handover_has_a_link_of_its_own(seen_plant: Store, app_as: AppAs) -> None:
    day = context.production_day() - timedelta(days=5)
    app = app_as("operator", "shifts", handover_day=str(day), handover_shift="Night")
    assert not app.exception
    assert any(f"{day:%-d %b %Y} 22:00 to" in caption.value for caption in app.caption)
    assert {metric.label for metric in app.metric} == {"Output [units]", "Defect rate", "Efficiency", "Downtime [min]"}


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
