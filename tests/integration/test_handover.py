"""What one shift hands over, who hands it over and who takes it, by call and on its page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.rules import SHIFTS
from producflow.errors import Conflict, InvalidInput, NotAllowed
from producflow.operations import handover, targets
from producflow.printing import reports as printing
from producflow.reports import audit
from producflow.reports import handover as reports
from producflow.reports.links import Link
from producflow.reports.periods import last_shift, running_shift
from producflow.reports.plant import plant_settings
from producflow.store.database import Store
from producflow.store.queries import plant
from producflow.ui import context

AppAs = Callable[..., AppTest]
MONDAY = date(2026, 3, 2)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
SOFIA = Actor(11, "sofia@people.example", "Sofia Rossi", Role.OPERATOR)
PETER = Actor(12, "peter@people.example", "Peter Novak", Role.OPERATOR)
BOSS = Actor(13, "boss@people.example", "Boss", Role.MANAGER)
NIGHT: dict[str, Any] = {"day": MONDAY, "shift": "night"}


def fill(store: Store) -> None:
    """Two machines over ten days, each making 1,000 a shift, 20 of them rejects, without a stop."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["A", "B"]})))
    rows = [
        {
            "equipment_id": machine,
            "date": MONDAY + timedelta(days=day),
            "shift": shift,
            "output_quantity": 1000,
            "defect_quantity": 20,
            "downtime_minutes": 0.0,
        }
        for machine in (1, 2)
        for day in range(10)
        for shift in SHIFTS
    ]
    store.write(lambda transaction: transaction.append("production_records", pd.DataFrame(rows)))


def test_a_handover_holds_what_lies_in_the_bounds_of_the_shift(store: Store) -> None:
    fill(store)
    store.write(lambda transaction: plant.set_setting(transaction, "timezone", "Europe/Berlin"))
    stops = pd.DataFrame(
        {
            "equipment_id": [1, 1],
            "started_at": pd.to_datetime(["2026-03-02T20:30Z", "2026-03-03T05:00Z"]),  # 21:30 and 06:00 in Berlin
            "ended_at": pd.to_datetime(["2026-03-02T21:20Z", "2026-03-03T05:10Z"]),
            "planned": [False, False],
        }
    )
    store.write(lambda transaction: transaction.append("downtime_events", stops))
    found = reports.handover(store, MONDAY, "night", None, LATER)
    assert (found.starts, found.ends) == (
        datetime(2026, 3, 2, 21, tzinfo=UTC),
        datetime(2026, 3, 3, 5, tzinfo=UTC),
    )
    assert found.over
    assert found.stops["minutes"].tolist() == [20.0]  # 22:00 to 22:20; the second one belongs to the next morning
    assert found.total.total_output == 2000
    assert found.total.efficiency_percentage == 100.0
    assert found.missing == ()


def test_a_shift_without_reports_names_who_is_missing(store: Store) -> None:
    fill(store)
    found = reports.handover(store, MONDAY + timedelta(days=10), "morning", None, LATER)
    assert found.machines.empty
    assert found.total.total_output is None
    assert found.missing == ("A", "B")
    with pytest.raises(InvalidInput, match="There is no shift 'noon'"):
        reports.handover(store, MONDAY, "noon", None, LATER)


@pytest.mark.long
def test_a_shift_is_told_against_its_plan(store: Store) -> None:
    """2,000 made of 1,050 + 1,060 = 2,110; B is 60 short, and A stood 20 minutes."""
    fill(store)
    for machine, value in ((1, 1050), (2, 1060)):
        goal: dict[str, Any] = {"metric": "total_output", "value": value, "valid_from": MONDAY, "shift": "night"}
        targets.set(store, COMMAND_LINE, equipment_id=machine, **goal)
    stop = {"equipment_id": [1], "started_at": [pd.Timestamp("2026-03-02T23:00Z")], "planned": [False]}
    stops = pd.DataFrame(stop | {"ended_at": [pd.Timestamp("2026-03-02T23:20Z")], "reason": ["Dirty optics"]})
    store.write(lambda transaction: transaction.append("downtime_events", stops))
    found = reports.handover(store, MONDAY, "night", None, LATER)
    assert found.plans.to_numpy().tolist() == [["A", 1000, 1050, -50], ["B", 1000, 1060, -60]]
    assert found.goals["total_output"].value == 2110
    assert reports.headline(found) == "Night made 2,000 of 2,110 units: B 60 short, A stood 20 min (Dirty optics)"
    morning = reports.handover(store, MONDAY, "morning", None, LATER)
    assert reports.headline(morning) == "Morning made 2,000 units"
    one = reports.handover(store, MONDAY, "night", (1,), LATER)
    assert one.plans["machine"].tolist() == ["A"]


def test_a_running_shift_is_not_judged(store: Store) -> None:
    fill(store)
    amid = datetime(2026, 3, 2, 23, tzinfo=UTC)
    found = reports.handover(store, MONDAY, "night", None, amid)
    assert (found.over, found.missing) == (False, ())
    assert reports.headline(found) == "Night has made 2,000 units so far"


def test_a_shift_is_handed_over_and_taken_over(store: Store) -> None:
    fill(store)
    at = datetime(2026, 3, 3, 6, 4, tzinfo=UTC)
    handover.hand_over(store, SOFIA, text=" Watch the mold.\nOrder wipes. ", now=at, **NIGHT)
    handover.take_over(store, PETER, now=at + timedelta(minutes=5), **NIGHT)
    signed = reports.handover(store, MONDAY, "night", None, LATER).signed
    assert signed is not None
    assert (signed["text"], signed["handed_by_name"], signed["handed_at"]) == (
        "Watch the mold.\nOrder wipes.",
        "Sofia Rossi",
        at,
    )
    assert (signed["taken_by_name"], signed["taken_at"]) == ("Peter Novak", at + timedelta(minutes=5))
    log = audit.entries(store, audit.Search(entity="handovers"))
    assert log["action"].tolist() == ["take over", "hand over"]
    assert "taken by name: none → Peter Novak" in log["changes"].iloc[0]
    assert "shift: night" in log["changes"].iloc[1]


def test_words_change_until_somebody_has_taken_over(store: Store) -> None:
    fill(store)
    handover.hand_over(store, SOFIA, text="Watch", **NIGHT)
    with pytest.raises(NotAllowed, match="only Sofia Rossi, a manager or an admin may change the words"):
        handover.hand_over(store, PETER, text="Mine", **NIGHT)
    handover.hand_over(store, SOFIA, text="Watch the mold", **NIGHT)
    assert handover.hand_over(store, BOSS, text="Watch it", **NIGHT)["handed_by_name"] == "Sofia Rossi"
    handover.take_over(store, PETER, **NIGHT)
    taken = "Peter Novak has taken the night shift of 2 Mar 2026 over already"
    with pytest.raises(Conflict, match=taken):
        handover.hand_over(store, SOFIA, text="More", **NIGHT)
    with pytest.raises(Conflict, match=taken):
        handover.take_over(store, BOSS, **NIGHT)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"shift": "noon"}, "'noon' is no shift; give morning or"),
        ({"day": date(2026, 3, 9)}, "The night shift of 9 Mar 2026 has not begun"),
        ({"day": date(1066, 10, 14)}, "is not between the years 1900 and 2199"),
        ({"text": "x" * 2001}, "is longer than 2,000 characters; shorten it"),
        ({"text": "\x00"}, "has a character that cannot be stored"),
    ],
)
def test_what_is_no_handover_is_refused(store: Store, given: dict[str, Any], sentence: str) -> None:
    fill(store)
    with pytest.raises(InvalidInput, match=sentence):
        handover.hand_over(store, SOFIA, now=datetime(2026, 3, 5, tzinfo=UTC), **(NIGHT | {"text": ""} | given))


def test_nobody_takes_over_what_nobody_handed_over(store: Store) -> None:
    fill(store)
    with pytest.raises(Conflict, match="Nobody has handed the night shift of 2 Mar 2026 over yet"):
        handover.take_over(store, PETER, **NIGHT)


def test_a_link_names_its_shift(store: Store) -> None:
    settings, names = plant_settings(store), {1: "A"}
    now = datetime(2026, 3, 3, 15, tzinfo=UTC)
    view = Link.of("handover", "period=30d").view(settings, now, names)
    assert (view.first_day, view.last_day, view.shifts) == (date(2026, 3, 3), date(2026, 3, 3), ("morning",))
    old = Link.of("handover", "handover_day=2026-02-01&handover_shift=Night&machines=A")
    view = old.view(settings, now, names)
    assert (view.first_day, view.shifts, view.machines) == (date(2026, 2, 1), ("night",), (1,))
    kept = Link.of("handover", "").keeping_days(Link.of("handover", "").view(settings, now, names))
    assert kept.query == "handover_day=2026-03-03&handover_shift=Morning"


@pytest.mark.long
def test_the_page_opens_on_the_last_closed_shift_and_the_running_one_by_choice(
    seen_plant: Store, app_as: AppAs
) -> None:
    settings, now = context.plant(), context.now()
    day, name, _ = last_shift(settings, now)
    app = app_as("operator", "handover")
    assert not app.exception
    assert app.title[0].value.startswith(name.capitalize())
    assert any(f"{day:%-d %b %Y}" in each.value and each.value.endswith("closed") for each in app.caption)
    assert [metric.label for metric in app.metric] == ["Output [units]", "OEE", "Defect rate", "Downtime [h]"]
    running = running_shift(settings, now)
    assert running is not None, "the demo plant works around the clock"
    app.button(key="handover_running").click().run()
    assert not app.exception
    assert app.title[0].value.startswith(running[1].capitalize())
    assert any("still running, so nothing is judged yet" in each.value for each in app.caption)
    app.button(key="handover_closed").click().run()
    assert app.title[0].value.startswith(name.capitalize())


@pytest.mark.long
def test_two_people_hand_over_on_the_page(demo_plant: Store, app_as: AppAs) -> None:
    day, name, _ = last_shift(context.plant(), context.now())
    first = app_as("operator", "handover")
    first.text_area(key=f"handover_text_{day}_{name}").set_value("Watch the *mold*.\nOrder wipes.")
    next(each for each in first.button if each.label.startswith("Hand over as")).click().run()
    assert not first.exception
    assert any("Watch the \\*mold\\*\\.  \nOrder wipes" in each.value for each in first.markdown)
    second = app_as("technician", "handover")
    assert any("**Taken over:** not yet" in each.value for each in second.markdown)
    second.button(key="handover_take").click().run()
    assert not second.exception
    signed = reports.handover(demo_plant, day, name, None, context.now()).signed
    assert signed is not None
    assert signed["taken_by_name"] is not None
    assert any(f"**Taken over:** {signed['taken_by_name']}, " in each.value for each in second.markdown)
    assert not [each for each in second.button if each.key == "handover_take"]


@pytest.mark.long
def test_a_handover_has_room_on_one_sheet(store: Store) -> None:
    fill(store)
    goal: dict[str, Any] = {"metric": "total_output", "value": 1050, "valid_from": MONDAY, "shift": "night"}
    for machine in (1, 2):
        targets.set(store, COMMAND_LINE, equipment_id=machine, **goal)
    handover.hand_over(store, SOFIA, text="Watch the mold.\nOrder wipes.", **NIGHT)
    link = Link.of("handover", f"handover_day={MONDAY}&handover_shift=Night")
    sheet = printing.report(store, COMMAND_LINE, link, "pdf", "http://plant", now=LATER)
    [page] = PdfReader(BytesIO(sheet)).pages
    told = page.extract_text()
    for words in ("Night made 2,000 of 2,100 units", "Plan [units]", "Watch the mold.", "Sofia Rossi", "Taken over:"):
        assert words in told
