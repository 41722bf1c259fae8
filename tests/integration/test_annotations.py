"""Notes on charts: who may write and change them, and that they stand on every chart over time."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow import pages
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import annotations
from producflow.printing import reports as printing
from producflow.printing.sheet import as_html
from producflow.reports import annotations as reports
from producflow.reports import audit
from producflow.reports.links import Link
from producflow.store.database import Session, Store
from tests.integration.test_paper import every
from tests.people import email_of

AppAs = Callable[..., AppTest]

WHEN = datetime(2026, 3, 11, 14, 5, tzinfo=UTC)
ANN, BEN, BOSS = (
    Actor(number, f"{name}@x.y", name, role)
    for number, name, role in ((1, "Ann", Role.OPERATOR), (2, "Ben", Role.TECHNICIAN), (3, "Boss", Role.MANAGER))
)


@pytest.fixture
def plant(store: Store) -> Store:
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press", "Mill"]})))
    return store


def enter(store: Store, **values: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"text": "Tool", "starts_at": WHEN}
    return annotations.add(store, ANN, **(given | values))


def texts(store: Store, machines: tuple[int, ...] | None = None) -> list[str]:
    return list(reports.notes(store, machines)["text"])


def test_a_machine_shows_its_notes_and_those_of_the_whole_plant(plant: Store) -> None:
    annotations.add(plant, ANN, text=" New  tool fitted ", starts_at=WHEN, equipment_id=1)
    annotations.add(plant, ANN, text="Stocktaking", starts_at=WHEN - timedelta(days=1))
    assert texts(plant, (1,)) == ["Stocktaking", "New tool fitted"]
    assert texts(plant, (2,)) == ["Stocktaking"]
    assert texts(plant) == ["Stocktaking", "New tool fitted"]


def test_days_are_production_days(plant: Store) -> None:
    annotations.add(plant, ANN, text="Night", starts_at=datetime(2026, 3, 12, 5, 59, tzinfo=UTC))
    found = reports.notes(plant, None)
    assert found["first_day"].tolist() == [pd.Timestamp("2026-03-11")]  # the night shift began on the day before
    assert len(reports.within(found, date(2026, 3, 11), date(2026, 3, 11))) == 1
    assert reports.within(found, date(2026, 3, 12), date(2026, 3, 12)).empty


def test_ones_own_note_can_be_changed_removed_and_brought_back(plant: Store) -> None:
    number = annotations.add(plant, ANN, text="Tool", starts_at=WHEN, equipment_id=1)["id"]
    changed = annotations.change(plant, ANN, number, {"text": "Tool 12 mm", "equipment_id": None})
    assert (changed["text"], changed["equipment_id"], changed["starts_at"]) == ("Tool 12 mm", None, WHEN)
    annotations.remove(plant, ANN, number)
    assert texts(plant) == []
    with pytest.raises(Conflict, match="bring it back"):
        annotations.change(plant, ANN, number, {"text": "x"})
    annotations.bring_back(plant, ANN, number)
    assert texts(plant) == ["Tool 12 mm"]
    told = audit.entries(plant, audit.Search(entity="annotations"))
    assert told["action"].tolist() == ["bring back", "remove", "change", "create"]
    assert told["changes"][2] == "machine: Press → none; text: Tool → Tool 12 mm"


def test_somebody_elses_note_is_for_managers(plant: Store) -> None:
    number = annotations.add(plant, ANN, text="Tool", starts_at=WHEN)["id"]
    with pytest.raises(NotAllowed, match="Only Ann, a manager or an admin may change"):
        annotations.change(plant, BEN, number, {"text": "x"})
    with pytest.raises(NotAllowed, match="Only Ann, a manager or an admin may remove"):
        annotations.remove(plant, BEN, number)
    annotations.change(plant, BOSS, number, {"text": "Tool 3"})
    annotations.remove(plant, BOSS, number)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"ends_at": WHEN - timedelta(minutes=1)}, "ends_at"),
    ],
)
def test_what_cannot_be_is_refused_by_field(plant: Store, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        enter(plant, **values)
    assert refused.value.field == field
    assert texts(plant) == []


def test_a_machine_that_is_not_there(plant: Store) -> None:
    with pytest.raises(NotFound, match="There is no machine 9"):
        annotations.add(plant, ANN, text="Tool", starts_at=WHEN, equipment_id=9)


OPEN: dict[str, tuple[dict[str, str], ...]] = {
    "equipment": ({}, {"machine": "1"}),
    "overview": ({"more": "true"},),
    "shifts": ({"evidence": "true"},),
}
"""How pages are opened so that all their charts stand there."""


@pytest.mark.long
def test_every_chart_over_time_of_every_page_shows_the_note(demo_plant: Store, app_as: AppAs) -> None:
    when = datetime.now(UTC) - timedelta(days=3)
    annotations.add(demo_plant, COMMAND_LINE, text="New tool fitted", starts_at=when, equipment_id=1)
    over_time = 0
    for entry in pages.ALL:
        for query in OPEN.get(entry.url_path, ({},)):
            app = app_as("admin", entry.url_path, **query)
            assert not app.exception
            for chart in app.get("plotly_chart"):
                drawn = json.loads(chart.proto.spec)
                if shows_time(drawn):
                    over_time += 1
                    assert drawn["layout"]["annotations"]  # near to another note, one label stands for both
                    told = drawn["layout"]["meta"]["notes"]
                    assert any("New tool fitted" in words for words in told), (entry.url_path, drawn["layout"])
    assert over_time >= 7


def shows_time(drawn: dict[str, Any]) -> bool:
    """Whether the x of a chart is time."""
    axis = drawn["layout"].get("xaxis", {})
    first: Any = next((trace["x"] for trace in drawn["data"] if trace.get("x")), [])
    looks_like_a_day = isinstance(first, list) and bool(first) and str(first[0])[:2] == "20" and "-" in str(first[0])
    return axis.get("type") == "date" or looks_like_a_day


@pytest.mark.long
def test_a_note_is_removed_on_the_page_and_brought_back(demo_plant: Store, app_as: AppAs) -> None:
    app_as("operator", "equipment", machine="1")  # makes the account
    [row] = [each for each in demo_plant.read(Session.rows, "users/all") if each["email"] == email_of("operator")]
    before = len(texts(demo_plant))
    ann = Actor(row["id"], row["email"], "Ann", Role.OPERATOR)
    mine, other = (
        annotations.add(demo_plant, actor, text="Spindle *aligned*", starts_at=datetime.now(UTC) - timedelta(days=2))
        for actor in (ann, COMMAND_LINE)
    )
    app = app_as("operator", "equipment", machine="1")
    keys = {str(each.key) for each in app.button}
    assert {f"note_remove_{mine['id']}", f"note_change_{mine['id']}", "note_add"} <= keys
    assert f"note_remove_{other['id']}" not in keys
    app.button(key=f"note_remove_{mine['id']}").click().run()
    assert len(texts(demo_plant)) == before + 1
    app.button(key="note_undo").click().run()
    assert len(texts(demo_plant)) == before + 2


@pytest.mark.long
def test_paper_carries_the_notes_too(demo_plant: Store) -> None:
    when = datetime.now(UTC).replace(microsecond=0) - timedelta(days=4)  # no note of the demo plant is near
    made = annotations.add(demo_plant, COMMAND_LINE, text="New tool fitted", starts_at=when, equipment_id=1)
    for page, query, charts in (("overview", "more=true", 2), ("maintenance", "", 2), ("equipment", "machine=1", 1)):
        sheet, imprint = printing.composed(
            demo_plant, COMMAND_LINE, Link.of(page, query), "http://x", datetime.now(UTC).replace(second=0)
        )
        drawn = [json.loads(chart.message.spec)["layout"] for chart in every(sheet, "plotly_chart")]
        noted = [layout for layout in drawn if layout.get("meta", {}).get("notes")]
        assert len(noted) >= charts, page
        assert "New tool fitted" in as_html(sheet, imprint).split("Notes on the charts")[1], "written out below them"
        marks = [str(mark.get("text")) for layout in noted for mark in layout["annotations"]]
        if page == "equipment":  # its chart has room for words
            assert any(mark.startswith("New tool fitted") for mark in marks)
        else:
            assert any(str(made["id"]) in mark.split(", ") for mark in marks), page
