"""An area or line that is renamed: its machines say so, and so does all else that names it."""

from datetime import date

import pytest

from producflow.access import wall_links
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import equipment, subscriptions, targets
from producflow.operations.renaming import rename
from producflow.reports import audit
from producflow.store.database import Session, Store
from tests.audited import logged
from tests.people import email_of, user_of

DAY = date(2026, 1, 1)


@pytest.fixture
def plant(store: Store) -> Store:
    """Areas Parts and Bottling, each with a Line 1, and a Line 1 of no area."""
    machines: list[tuple[str, str | None, str]] = [
        ("Saw", "Parts", "Line 1"),
        ("Mill", "Parts", "Line 2"),
        ("Filler", "Bottling", "Line 1"),
        ("Pump", None, "Line 1"),
    ]
    for name, area, line in machines:
        equipment.create(store, COMMAND_LINE, name=name, area=area, production_line=line)
    whose: list[tuple[str | None, str | None]] = [("Parts", None), ("Parts", "Line 1"), ("Bottling", "Line 1")]
    for of, on in (*whose, (None, "Line 1")):
        targets.set(store, COMMAND_LINE, metric="oee", value=85.0, valid_from=DAY, area=of, production_line=on)
    return store


def places(store: Store) -> list[tuple[str | None, str | None]]:
    return [(row["area"], row["line"]) for row in store.read(Session.rows, "equipment/levels")]


def goals(store: Store) -> list[tuple[str | None, str | None]]:
    return [(row["area"], row["production_line"]) for row in store.read(Session.rows, "targets/all", machines=None)]


def told(store: Store) -> list[tuple[list[str] | None, list[str] | None]]:
    return [(row["areas"], row["lines"]) for row in subscriptions.listed(store, COMMAND_LINE, of_all=True)]


def screens(store: Store) -> list[tuple[str | None, str | None]]:
    return [(row["area"], row["line"]) for row in wall_links.everyone(store, COMMAND_LINE)]


def test_an_area_takes_its_goals_messages_and_screens_along(plant: Store) -> None:
    person = Actor(user_of(plant, "operator"), email_of("operator"), "Ann", Role.OPERATOR)
    for areas in (["Parts"], ["Bottling", "Parts"], ["Bottling"]):
        subscriptions.subscribe(plant, person, told="alerts", areas=areas)
    for area in ("Parts", "Bottling"):
        wall_links.create(plant, COMMAND_LINE, "Gate", area=area)
    done = rename(plant, COMMAND_LINE, level="area", name="Parts", to=" Part  making ")
    assert done == {"machines": 2, "goals": 2, "subscriptions": 2, "screens": 1}
    assert places(plant) == [
        ("Bottling", "Line 1"),
        ("Part making", "Line 2"),
        (None, "Line 1"),
        ("Part making", "Line 1"),
    ]
    named = [("Part making", None), ("Part making", "Line 1"), ("Bottling", "Line 1"), (None, "Line 1")]
    assert goals(plant) == named
    assert told(plant) == [(["Part making"], None), (["Bottling", "Part making"], None), (["Bottling"], None)]
    assert screens(plant) == [("Bottling", None), ("Part making", None)]
    kept = [(row["entity"], row["action"]) for row in logged(plant)[:7]]
    assert kept == [
        ("wall_links", "change"),
        *[("subscriptions", "change")] * 2,
        *[("targets", "change")] * 2,
        *[("equipment", "change")] * 2,
    ]
    assert "area: Parts → Part making" in audit.entries(plant, audit.Search(entity="targets"))["changes"][0]
    assert "operator@" not in f"{logged(plant, entity='subscriptions')[0]}".replace(COMMAND_LINE.email, "")


def test_a_line_is_renamed_in_its_own_area_only(plant: Store) -> None:
    person = Actor(user_of(plant, "operator"), email_of("operator"), "Ann", Role.OPERATOR)
    subscriptions.subscribe(plant, person, told="alerts", areas=["Parts"], lines=["Line 1"])
    subscriptions.subscribe(plant, person, told="alerts", areas=["Bottling"], lines=["Line 1"])
    subscriptions.subscribe(plant, person, told="alerts", lines=["Line 1"])
    for area in ("Parts", None):
        wall_links.create(plant, COMMAND_LINE, "Gate", area=area, line="Line 1")
    done = rename(plant, COMMAND_LINE, level="line", area="Parts", name="Line 1", to="Line A")
    assert done == {"machines": 1, "goals": 1, "subscriptions": 2, "screens": 1}
    assert goals(plant) == [("Parts", None), ("Parts", "Line A"), ("Bottling", "Line 1"), (None, "Line 1")]
    # Who is told of Line 1 of any area is told of the same machines as before.
    assert told(plant) == [(["Parts"], ["Line A"]), (["Bottling"], ["Line 1"]), (None, ["Line 1", "Line A"])]
    assert screens(plant) == [(None, "Line 1"), ("Parts", "Line A")]
    assert rename(plant, COMMAND_LINE, level="line", name="Line 1", to="Line 0")["goals"] == 1
    assert goals(plant)[-2:] == [("Bottling", "Line 1"), (None, "Line 0")]


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        ({"level": "area", "name": "Gone", "to": "Here"}, NotFound, "There is no area 'Gone'."),
        ({"level": "line", "name": "Line 2", "to": "B", "area": "Bottling"}, NotFound, "no line 'Line 2' of Bottling."),
        ({"level": "area", "name": "Parts", "to": "Bottling"}, Conflict, "The area 'Bottling' is there already"),
        (
            {"level": "line", "name": "Line 1", "to": "Line 2", "area": "Parts"},
            Conflict,
            "line 'Line 2' is there already",
        ),
        ({"level": "area", "name": "Parts", "to": "  "}, InvalidInput, "The new name is empty"),
        ({"level": "area", "name": "Parts", "to": "x" * 201}, InvalidInput, "200"),
        ({"level": "hall", "name": "Parts", "to": "Here"}, InvalidInput, "hall"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    plant: Store, asked: dict[str, str], error: type[Exception], sentence: str
) -> None:
    before = places(plant), goals(plant)
    with pytest.raises(error, match=sentence):
        rename(plant, COMMAND_LINE, **asked)
    assert (places(plant), goals(plant)) == before
    with pytest.raises(NotAllowed):
        rename(plant, Actor(9, "a@b.example", "Ann", Role.ANALYST), level="area", name="Parts", to="Here")


def test_goals_that_are_in_the_way_are_told(plant: Store) -> None:
    equipment.create(plant, COMMAND_LINE, name="Press", area="Old")
    targets.set(plant, COMMAND_LINE, metric="oee", value=70.0, valid_from=DAY, area="Old")
    equipment.change(plant, COMMAND_LINE, 5, {"area": None})
    with pytest.raises(Conflict, match="There are goals of area 'Old' already; take them back first"):
        rename(plant, COMMAND_LINE, level="area", name="Parts", to="Old")
