"""The working calendar of a real database: what is expected follows it, history stays, changes are written down."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain import shift_models
from producflow.domain.patterns import SINCE_EVER, Change, Pattern, Slot
from producflow.domain.schedule import Plan, Schedule
from producflow.errors import InvalidInput, NotAllowed, NotFound
from producflow.operations import calendar, equipment, frozen, production
from producflow.reports import audit, missing
from producflow.reports import frozen as frozen_reports
from producflow.reports.handover import handover
from producflow.reports.links import Link
from producflow.reports.plant import plant_settings
from producflow.reports.production import metrics, shift_summary, told_of
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.store.opening import migrations

MONDAY = date(2026, 3, 2)
WEEK = View(MONDAY, MONDAY + timedelta(days=6))
LATER = datetime(2026, 4, 1, tzinfo=UTC)
FIVE_TWO = shift_models.pattern_of("5 × 2: Monday to Friday, two shifts", SINCE_EVER)
TWELVE = "7 × 2: every day, two shifts of 12 hours"


@pytest.fixture
def press(store: Store) -> int:
    """A machine that makes 100 units in each of two shifts on five days, in 480 minutes each."""
    machine = int(equipment.create(store, COMMAND_LINE, name="Press 1", capacity=100)["id"])
    for day in range(5):
        for shift in ("morning", "afternoon"):
            record(store, machine, MONDAY + timedelta(days=day), shift)
    return machine


def record(store: Store, machine: int, day: date, shift: str, **more: float) -> dict[str, object]:
    given = {"output_quantity": 100, "defect_quantity": 0} | more
    return production.record(store, COMMAND_LINE, equipment_id=machine, date=day, shift=shift, **given)  # type: ignore[arg-type]


def save(store: Store, *patterns: Pattern, changes: tuple[Change, ...] = (), machine: int | None = None) -> Schedule:
    return calendar.save(store, COMMAND_LINE, Plan(patterns, changes), machine)


@pytest.mark.long
def test_a_week_of_five_days_and_two_shifts_is_all_there(store: Store, press: int) -> None:
    before = metrics(store, WEEK, LATER)
    assert (before.reporting.coverage.reported, before.reporting.coverage.expected) == (10, 21)
    assert before.reporting.coverage.percentage == pytest.approx(47.619, abs=1e-3)
    # 4,800 min run of 7 × 1,440 min.
    assert before.total.teep == pytest.approx(100 * 4800 / 10080)
    save(store, FIVE_TWO)
    found = metrics(store, WEEK, LATER)
    assert (found.reporting.coverage.reported, found.reporting.coverage.expected) == (10, 10)
    assert found.reporting.coverage.percentage == 100.0
    assert found.total.teep == pytest.approx(100.0)
    assert found.total.oee == pytest.approx(100.0)
    told = told_of(store, WEEK, LATER)
    assert told["coverage"] == {"reported": 10, "expected": 10, "percentage": 100.0, "never_reported": []}
    assert told["teep"] == pytest.approx(100.0)
    cells = missing.missing(store, WEEK, LATER)
    assert (cells.count("missing"), cells.gaps.empty) == (0, True)
    assert list(found.shifts.index) == ["morning", "afternoon"]
    assert shift_summary(store, MONDAY)[0]["shift"] == "morning"


@pytest.mark.long
def test_work_on_a_free_day_counts_without_being_expected(store: Store, press: int) -> None:
    save(store, FIVE_TWO)
    saturday = MONDAY + timedelta(days=5)
    record(store, press, saturday, "morning", planned_minutes=240.0)
    found = metrics(store, WEEK, LATER)
    assert (found.reporting.coverage.reported, found.reporting.coverage.expected) == (10, 10)
    assert found.reporting.coverage.unexpected == 1
    assert found.total.total_output == 1100
    assert missing.missing(store, WEEK, LATER).count("reported") == 11
    assert handover(store, saturday, "afternoon", None, LATER).missing == ()
    assert handover(store, saturday, "morning", None, LATER).total.total_output == 100


@pytest.mark.long
def test_a_shift_of_twelve_hours_has_720_minutes_where_nobody_states_them(store: Store, press: int) -> None:
    twelve = shift_models.pattern_of(TWELVE, MONDAY + timedelta(days=7))
    save(store, FIVE_TWO, twelve)
    made = record(store, press, MONDAY + timedelta(days=7), "day", downtime_minutes=500.0)
    assert (made["planned_minutes"], made["planned_shared"]) == (720.0, True)
    with pytest.raises(InvalidInput, match="above the planned 720"):
        record(store, press, MONDAY + timedelta(days=7), "night", downtime_minutes=721.0)
    with pytest.raises(InvalidInput, match="give day or night or morning or afternoon"):
        record(store, press, MONDAY + timedelta(days=7), "late")
    # Longer shifts from a day on: what was shared follows from that day, and not before.
    longer = Pattern(MONDAY + timedelta(days=7), tuple(Slot(day, "day", time(6), 600) for day in range(7)))
    save(store, FIVE_TWO, longer)
    found = metrics(store, View(MONDAY, MONDAY + timedelta(days=7)), LATER)
    assert found.days["planned_minutes"].tolist() == [960.0] * 5 + [pytest.approx(float("nan"), nan_ok=True)] * 2 + [
        600.0
    ]


@pytest.mark.long
def test_history_keeps_what_held(store: Store, press: int) -> None:
    save(store, FIVE_TWO)
    before = metrics(store, WEEK, LATER)
    save(store, FIVE_TWO, shift_models.pattern_of(TWELVE, MONDAY + timedelta(days=7)))
    after = metrics(store, WEEK, LATER)
    assert after.total == before.total
    assert after.reporting.coverage == before.reporting.coverage
    assert after.reporting.expected.equals(before.reporting.expected)


@pytest.mark.long
def test_a_frozen_link_keeps_the_calendar_that_held(store: Store, press: int) -> None:
    link = Link.of("overview", f"period=Custom&from={WEEK.first_day}&to={WEEK.last_day}")
    kept = frozen.freeze(store, COMMAND_LINE, link, now=LATER)
    save(store, FIVE_TWO)
    thawed = frozen_reports.opened(store, frozen_reports.find(store, kept.token))
    assert metrics(thawed, WEEK, LATER).reporting.coverage.expected == 21
    assert metrics(store, WEEK, LATER).reporting.coverage.expected == 10


@pytest.mark.long
def test_a_machine_of_its_own(store: Store, press: int) -> None:
    save(store, FIVE_TWO)
    furnace = int(equipment.create(store, COMMAND_LINE, name="Furnace")["id"])
    save(store, shift_models.pattern_of(TWELVE, SINCE_EVER), machine=furnace)
    record(store, furnace, MONDAY, "day")
    found = metrics(store, WEEK, LATER)
    assert found.machines["expected"].to_dict() == {press: 10, furnace: 14}
    assert told_of(store, WEEK, LATER)["coverage"]["expected"] == 24
    assert told_of(store, WEEK, LATER)["coverage"]["reported"] == 11
    assert missing.missing(store, WEEK, LATER).count("missing") == 13
    with pytest.raises(NotFound):
        save(store, FIVE_TWO, machine=99)
    with pytest.raises(InvalidInput, match="1 production record names the shift day"):
        calendar.save(store, COMMAND_LINE, Plan(), furnace)
    # It works as the plant again from Thursday on, and keeps what held before.
    save(store, shift_models.pattern_of(TWELVE, SINCE_EVER), Pattern(MONDAY + timedelta(days=3), ()), machine=furnace)
    assert metrics(store, WEEK, LATER).machines["expected"].to_dict() == {press: 10, furnace: 3 * 2 + 2 * 2}


@pytest.mark.long
def test_holidays_of_the_plant_are_closed(store: Store, press: int) -> None:
    friday = MONDAY + timedelta(days=4)
    save(store, FIVE_TWO, changes=(Change(friday, friday, "closed", reason="Works outing"),))
    found = metrics(store, WEEK, LATER).reporting.coverage
    assert (found.reported, found.expected, found.unexpected) == (8, 8, 2)


def test_records_keep_their_shift(store: Store, press: int) -> None:
    with pytest.raises(InvalidInput, match=r"5 production records name the shift afternoon, 5 .* morning"):
        save(store, shift_models.pattern_of(TWELVE, SINCE_EVER))
    assert plant_settings(store).schedule == Schedule()
    with pytest.raises(InvalidInput, match="at least one shift"):
        save(store)


@pytest.mark.long
def test_changes_are_written_down_in_words(store: Store, press: int) -> None:
    friday = MONDAY + timedelta(days=4)
    save(store, FIVE_TWO, changes=(Change(friday, friday, "closed", reason="Works outing"),))
    save(store, FIVE_TWO, changes=(Change(friday, friday, "closed", reason="Works outing"),))  # says nothing new
    told = audit.entries(store, audit.Search(entity="working_calendar"))
    assert told["changes"].tolist() == [
        "shifts since ever: every day morning 06:00–14:00, afternoon 14:00–22:00, night 22:00–06:00 → Mon–Fri morning "
        "06:00–14:00, afternoon 14:00–22:00; 6 Mar 2026: none → closed (Works outing)"
    ]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.TECHNICIAN, Role.ANALYST])
def test_only_managers_change_it(store: Store, role: Role) -> None:
    with pytest.raises(NotAllowed):
        calendar.save(store, Actor(1, "x@y.z", "X", role), Plan((FIVE_TWO,)))


def test_a_plant_that_had_moved_its_shifts_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    number = next(version for version, sql in migrations() if "calendar_patterns" in sql)
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE schema_migrations (version BIGINT NOT NULL, applied_at TIMESTAMP)")
        for version, sql in migrations():
            if version < number:
                connection.execute(sql)
                connection.execute(f"INSERT INTO schema_migrations VALUES ({version}, now()::TIMESTAMP)")
        connection.execute("""INSERT INTO plant_settings (name, value) VALUES ('night_start', '"22:30"')""")
        connection.execute("""INSERT INTO plant_settings (name, value) VALUES ('currency', '"USD"')""")
    opened = Store.open(path)
    try:
        found = plant_settings(opened)
        wanted = Schedule.of_starts(("morning", time(6)), ("afternoon", time(14)), ("night", time(22, 30)))
        assert (found.schedule, found.currency) == (wanted, "USD")
        assert [slot.minutes for slot in found.schedule.patterns[0].slots[:3]] == [480, 510, 450]
    finally:
        opened.close()


def test_a_plant_that_had_not_moved_its_shifts_works_around_the_clock(store: Store) -> None:
    assert plant_settings(store).schedule == Schedule()
    assert store.read(lambda session: session.composed("SELECT * FROM calendar_patterns")).num_rows == 0
