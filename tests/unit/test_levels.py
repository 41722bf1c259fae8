"""Areas and lines: which machines an address chooses by them, and that it is written so again."""

from datetime import UTC, date, datetime

import pytest

from producflow.domain.plant import PlantSettings
from producflow.reports.levels import Register
from producflow.reports.links import Link, link_to
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
PLANT = Register(
    {4: "Filler", 1: "Lathe", 2: "Mill", 3: "Packer", 9: "Pump"},
    {"area": {1: "Parts", 2: "Parts", 4: "Bottling", 3: "Bottling"}, "line": {1: "Line 1", 2: "Line 2", 4: "Line 1"}},
)
"""The Pump belongs nowhere, the Packer to no line; both areas have a Line 1."""


@pytest.mark.parametrize(
    ("query", "machines"),
    [
        ("", None),
        ("area=Parts", (1, 2)),
        ("line=Line+1", (1, 4)),
        ("area=Parts&line=Line+1", (1,)),
        ("area=Parts&area=Bottling", (1, 2, 3, 4)),
        ("area=Bottling&machines=Packer", (3,)),
        ("machines=Pump", (9,)),
        ("area=Bottling&line=Line+2", ()),
        ("area=Parts&machines=Pump", ()),
        ("area=Gone", None),  # as with a machine that is gone: the page says so
        ("area=Gone&line=Line+2", (2,)),
    ],
)
def test_an_address_chooses_machines_by_area_and_line(query: str, machines: tuple[int, ...] | None) -> None:
    assert Link.of("overview", query).view(PlantSettings(timezone="UTC"), NOW, PLANT).machines == machines


@pytest.mark.parametrize("query", ["area=Parts", "area=Bottling&area=Parts&line=Line+1", "line=Line+1&machines=Filler"])
def test_a_link_names_what_was_chosen_and_not_every_machine(query: str) -> None:
    view = Link.of("overview", query).view(PlantSettings(timezone="UTC"), NOW, PLANT)
    assert link_to("losses", view, PLANT).without("period", "from", "to").query == query


def test_a_view_that_was_narrowed_since_is_linked_by_its_machines() -> None:
    view = Link.of("overview", "area=Parts").view(PlantSettings(timezone="UTC"), NOW, PLANT)
    narrowed = View(view.first_day, view.last_day, (2,), chosen=view.chosen)
    assert link_to("losses", narrowed, PLANT).get_all("machines") == ["Mill"]
    assert link_to("losses", narrowed, PLANT).get_all("area") == []


def test_what_is_kept_by_a_register_is_not_that_of_one_whose_lines_have_moved() -> None:
    moved = Register(PLANT.names, {**PLANT.of, "line": {1: "Line 2"}})
    assert {PLANT: "kept"}.get(moved) is None
    assert {PLANT: "kept"}.get(PLANT) == "kept"


def test_names_alone_choose_by_name() -> None:
    view = Link.of("overview", "machines=Mill&area=Parts").view(
        PlantSettings(timezone="UTC"), NOW, {1: "Lathe", 2: "Mill"}
    )
    assert (view.machines, view.levels) == ((2,), None)
    assert link_to("losses", View(date(2026, 3, 2), date(2026, 3, 2)), PLANT).get_all("area") == []


@pytest.mark.parametrize(
    ("query", "place", "machines", "linked"),
    [
        ("", {"area": "Parts"}, (1, 2), "area=Parts"),
        ("", {"area": "Bottling", "line": "Line 1"}, (4,), "area=Bottling&line=Line+1"),
        ("", {"area": "Bottling", "line": ""}, (3,), "machines=Packer"),  # what belongs to none has no name
        ("", {"area": ""}, (9,), "machines=Pump"),
        ("area=Parts&area=Bottling&line=Line+1", {"area": "Bottling"}, (4,), "area=Bottling&line=Line+1"),
        ("machines=Mill&machines=Filler", {"area": "Parts"}, (2,), "area=Parts&machines=Mill&machines=Filler"),
        ("", {"area": "Gone"}, (), ""),
    ],
)
def test_the_row_of_a_level_is_a_part_of_the_view(
    query: str, place: dict[str, str], machines: tuple[int, ...], linked: str
) -> None:
    view = Link.of("overview", query).view(PlantSettings(timezone="UTC"), NOW, PLANT)
    wanted = FigureRef("oee", place=tuple(place.items()), day=date(2026, 6, 1))
    part = wanted.within(view, PLANT)
    assert (part.machines, part.first_day) == (machines, date(2026, 6, 1))
    assert link_to("overview", part, PLANT).without("period", "from", "to").query == linked
    assert FigureRef.parse(str(wanted), ()) == wanted


def test_an_address_holds_any_name_of_an_area() -> None:
    wanted = FigureRef("oee", place=(("area", "A;line=B & Söhne"), ("line", "")))
    assert str(wanted) == "oee;area=A%3Bline%3DB%20%26%20S%C3%B6hne;line="
    assert FigureRef.parse(str(wanted), ()) == wanted
