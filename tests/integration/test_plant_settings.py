"""Plant settings: validated together, changed by managers, written down."""

from typing import Any

import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput, NotAllowed
from producflow.operations.plant import change_logo, change_settings
from producflow.reports import audit
from producflow.reports.plant import logo, plant_settings
from producflow.store.database import Store

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><path d="M0 0h1"/></svg>'


def test_a_change_keeps_the_rest_and_is_in_force(store: Store) -> None:
    change_settings(store, COMMAND_LINE, {"timezone": "Europe/Berlin", "downtime_hour_cost": 250})
    change_settings(store, COMMAND_LINE, {"currency": " usd ", "report_grace_hours": 8})
    assert plant_settings(store) == PlantSettings(
        timezone="Europe/Berlin", downtime_hour_cost=250.0, currency="USD", report_grace_hours=8.0
    )
    assert audit.entries(store)["changes"][0] == "currency: EUR → USD; report grace hours: 24 → 8"


def test_a_plant_has_a_name_and_a_logo(store: Store) -> None:
    change_settings(store, COMMAND_LINE, {"name": "  Works   North "})
    assert plant_settings(store).name == "Works North"
    assert logo(store) is None
    change_logo(store, COMMAND_LINE, SVG)
    found = logo(store)
    assert found is not None
    assert (found.media_type, b"script" in found.content, b"M0 0h1" in found.content) == ("image/svg+xml", False, True)
    with pytest.raises(InvalidInput, match="neither a PNG nor an SVG"):
        change_logo(store, COMMAND_LINE, b"GIF89a")
    change_logo(store, COMMAND_LINE, None)
    assert logo(store) is None
    told = list(audit.entries(store)["changes"])
    assert told[:2] == ["logo: image/svg+xml → none", "logo: none → image/svg+xml"]


@pytest.mark.parametrize("role", ["operator", "technician", "analyst"])
def test_only_managers_change_the_logo(store: Store, role: Role) -> None:
    with pytest.raises(NotAllowed):
        change_logo(store, Actor(None, role, role, role), SVG)


def test_a_cost_can_be_unknown_again(store: Store) -> None:
    change_settings(store, COMMAND_LINE, {"defect_unit_cost": 0})
    assert plant_settings(store).defect_unit_cost == 0.0
    change_settings(store, COMMAND_LINE, {"defect_unit_cost": None})
    assert plant_settings(store).defect_unit_cost is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("timezone", "Mars/Olympus", "no time zone"),
        ("currency", "Euro", "three-letter"),
        ("name", "x" * 61, "61 characters; 60 are the most"),
        ("downtime_hour_cost", -1, "0 or more"),
        ("defect_unit_cost", float("nan"), "give a number"),
        ("defect_unit_cost", "four", "give a number"),
        ("reading_max_age_hours", 0, "more than 0"),
        ("reading_max_age_hours", 1e308, "at most 8,784, a year"),
        ("colour", "blue", "no setting"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(store: Store, name: str, value: Any, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        change_settings(store, COMMAND_LINE, {name: value, "reading_max_age_hours": 5} | {name: value})
    assert plant_settings(store) == PlantSettings()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.TECHNICIAN, Role.ANALYST])
def test_only_managers_change_settings(store: Store, role: Role) -> None:
    with pytest.raises(NotAllowed):
        change_settings(store, Actor(1, "x@y.z", "X", role), {"currency": "USD"})
