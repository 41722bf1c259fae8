"""People are told once of what they chose: alerts that begin and end, shifts, pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from producflow.messages.announcing import announce
from producflow.messages.delivering import deliver, taken
from producflow.operations import alerts, shelving, subscriptions
from producflow.reports.links import Link
from producflow.store.database import Store, Transaction
from tests.integration.messages.receivers import MailServer
from tests.integration.messages.telling import Plant, person, raised, told


def of(mails: list[Any]) -> list[str]:
    return [str(mail["Subject"]) for mail in mails]


def test_one_mail_when_it_begins_and_one_when_it_is_over(plant: Plant, mail: MailServer) -> None:
    store, _ = plant
    technician = person(store, "technician")
    raised(store, title="Known before")
    subscriptions.subscribe(store, technician, told="alerts")
    first = raised(store)
    raised(store, machine=2, priority="medium")
    assert told(plant) == 1
    assert told(plant) == 0, "what was told is not told again"
    alerts.move(store, technician, first, "resolved", "Cooled down")
    assert told(plant) == 1
    assert told(plant) == 0
    assert of(mail.mails) == ["Critical: Temperature above 95 °C – Press 1", "Over: Temperature above 95 °C – Press 1"]
    [begun, over] = mail.mails
    assert begun["To"] == technician.email
    assert begun["From"] == "plant@plant.example"
    assert f"https://plant.example/equipment?machine=1&alert={first}" in begun.get_content()
    assert begun["Message-ID"] != over["Message-ID"]


def test_what_is_over_before_it_was_told_is_told_once(plant: Plant, mail: MailServer) -> None:
    store, _ = plant
    technician = person(store, "technician")
    subscriptions.subscribe(store, technician, told="alerts", equipment_ids=[1])
    alerts.move(store, technician, raised(store), "resolved", "Cooled down")
    raised(store, machine=2)
    told(plant)
    told(plant)
    assert len(mail.mails) == 1
    assert "over at" in mail.mails[0].get_content()


def test_old_news_tell_nobody(plant: Plant, mail: MailServer) -> None:
    store, _ = plant
    subscriptions.subscribe(store, person(store, "technician"), told="alerts")
    history = raised(store)

    def long_ago(transaction: Transaction) -> None:
        transaction.composed(
            "UPDATE maintenance_alerts SET started_at = created_at - INTERVAL 30 DAY WHERE id = $id", id=history
        )

    store.write(long_ago)
    assert told(plant) == 0
    assert mail.mails == []


def aged(store: Store, days: int) -> None:
    """Let all that happened have happened so many days ago."""

    def work(transaction: Transaction) -> None:
        for table, column in (
            ("maintenance_alerts", "started_at"),
            ("maintenance_alerts", "created_at"),
            ("subscriptions", "created_at"),
        ):
            change = f"UPDATE {table} SET {column} = {column} - to_days($days) RETURNING id"
            transaction.composed(change, days=days)

    store.write(work)


def test_what_came_while_it_was_put_aside_is_told_once_it_is_back_however_late(plant: Plant, mail: MailServer) -> None:
    """A critical alarm of a machine that stood over a weekend, and one of a sensor that nobody believed for days."""
    store, _ = plant
    subscriptions.subscribe(store, person(store, "technician"), told="alerts", equipment_ids=[1])
    alert = raised(store)
    for explained in ("stop", "sensor"):
        suppress(store, alert, explained)
        assert told(plant) == 0
    aged(store, 3)
    assert told(plant) == 0
    suppress(store, alert, None)
    assert told(plant) == 1
    assert of(mail.mails) == ["Critical: Temperature above 95 °C – Press 1"]
    assert told(plant) == 0
    alerts.move(store, person(store, "technician"), alert, "resolved", "Cooled down")
    assert told(plant) == 1, "who heard of it hears that it is over, days later too"


def suppress(store: Store, alert: int, by: str | None) -> None:
    """As the clock does with alerts of readings."""
    store.write(
        lambda transaction: transaction.composed(
            "UPDATE maintenance_alerts SET suppressed_by = $by, sensor_type = 'temperature', started_at = created_at "
            "WHERE id = $id RETURNING id",
            by=by,
            id=alert,
        )
    )


@pytest.mark.long
def test_many_at_once_are_one_message_and_many_in_a_row_are_held_back(plant: Plant, mail: MailServer) -> None:
    store, _ = plant
    subscriptions.subscribe(store, person(store, "technician"), told="alerts")

    def flood(transaction: Transaction) -> None:
        transaction.composed(
            "INSERT INTO maintenance_alerts (equipment_id, type, priority, title) "
            "SELECT 1 + n % 2, 'emergency', 'critical', 'Pressure ' || n FROM range(10_000) r(n)"
        )

    store.write(flood)
    assert told(plant) == 1
    assert of(mail.mails) == ["10,000 alerts begun on 2 machines"]
    assert "… and 9,990 more: Press 1 4,995, Press 2 4,995." in mail.mails[0].get_content()
    for _ in range(8):
        raised(store)
        told(plant)
    assert len(mail.mails) == 5
    assert told(plant, timedelta(minutes=11)) == 1
    assert of(mail.mails)[-1] == "4 alerts begun – Press 1", "nothing that was held back is lost"


def test_who_waits_is_told_only_what_nobody_acknowledged(plant: Plant, mail: MailServer) -> None:
    store, _ = plant
    subscriptions.subscribe(store, person(store, "manager"), told="alerts", wait_minutes=15)
    seen, unseen = raised(store), raised(store, machine=2)
    assert told(plant) == 0
    alerts.move(store, person(store, "technician"), seen, "acknowledged")
    assert told(plant, timedelta(minutes=14)) == 0
    assert told(plant, timedelta(minutes=16)) == 1
    [only] = mail.mails
    assert f"alert={unseen}" in only.get_content()
    assert "acknowledged by nobody for 15 min" in only.get_content()


@pytest.mark.parametrize(("hours", "expected"), [((360, 840), 1), ((840, 360), 0), ((1320, 660), 1)])
def test_outside_their_hours_people_are_left_alone(
    plant: Plant, mail: MailServer, hours: tuple[int, int], expected: int
) -> None:
    store, settings = plant
    subscriptions.subscribe(store, person(store, "technician"), told="alerts", hours=hours)
    raised(store)
    tomorrow_at_ten = (datetime.now(UTC) + timedelta(days=1)).replace(hour=10, minute=0)
    store.write(_raised_at, tomorrow_at_ten - timedelta(hours=2))
    assert announce(store, settings, tomorrow_at_ten) == expected


def _raised_at(transaction: Transaction, at: datetime) -> None:
    transaction.composed("UPDATE maintenance_alerts SET created_at = $at", at=at)


def test_a_shift_is_told_once_after_its_end(plant: Plant, mail: MailServer) -> None:
    store, settings = plant
    subscriptions.subscribe(store, person(store, "manager"), told="shift")
    noon = (datetime.now(UTC) + timedelta(days=2)).replace(hour=14, minute=20, second=0)
    for minutes in (0, 5, 60):
        announce(store, settings, noon + timedelta(minutes=minutes))
    for row in taken(store, noon):
        deliver(store, settings, row)
    [only] = mail.mails
    assert only["Subject"] == f"Shift morning of {noon:%-d %b} is over"
    assert "Output: not available" in only.get_content(), "nobody reported: that is not 0"
    assert "handover_shift=morning" in only.get_content()
    assert announce(store, settings, noon + timedelta(hours=8)) == 1, "the next shift is told too"


@pytest.mark.long
def test_a_page_is_mailed_as_pdf_once_a_week(plant: Plant, mail: MailServer) -> None:
    store, settings = plant
    manager = person(store, "manager")
    page = Link("losses", (("period", "30d"),))
    subscriptions.subscribe(store, manager, told="report", report=page, every="week")
    now = datetime.now(UTC)
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=12)
    sunday, tuesday = monday - timedelta(days=1), monday + timedelta(days=1)
    assert announce(store, settings, sunday) == 0
    assert announce(store, settings, monday) == 1
    assert announce(store, settings, tuesday) == 0
    [row] = taken(store, monday)
    deliver(store, settings, row)
    [only] = mail.mails
    [attached] = only.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content().startswith(b"%PDF")
    assert "https://plant.example/losses?period=30d" in only.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_what_is_shelved_or_suppressed_tells_nobody_while_it_is_so(plant: Plant, mail: MailServer) -> None:
    store, _ = plant
    technician = person(store, "technician")
    subscriptions.subscribe(store, technician, told="alerts")
    now = datetime.now(UTC)
    shelved, suppressed = raised(store), raised(store, machine=2)
    shelving.shelve(store, technician, shelved, now + timedelta(hours=1), "New fan tomorrow", now)

    def explained(transaction: Transaction, by: str | None) -> None:
        sql = "UPDATE maintenance_alerts SET sensor_type = 'temperature', suppressed_by = $by WHERE id = $id"
        transaction.composed(sql, id=suppressed, by=by)

    store.write(explained, "stop")
    assert told(plant) == 0
    shelving.unshelve(store, technician, shelved)
    assert told(plant) == 1
    store.write(explained, None)
    assert told(plant) == 1
    assert len(mail.mails) == 2
