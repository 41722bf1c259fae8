"""A clock that is set back loses nothing, locks nobody out and hides no edit."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from producflow import imports
from producflow.access import attempts, sessions, tokens
from producflow.access.roles import COMMAND_LINE
from producflow.operations import production
from producflow.operations.posted_readings import sound
from producflow.operations.single_readings import SingleReadings
from producflow.settings import Settings
from producflow.store.database import Session, Store, Transaction
from tests.people import user_of

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
SETTINGS = Settings(secret_key=SecretStr("x" * 40))
RECORDS = b"machine,date,shift,output,defects,downtime\nPress,2026-03-01,morning,100,1,5\n"


def shift_times(store: Store, by: timedelta) -> None:
    """As if everything stored had been stored this much later: the clock was set back since."""

    def work(transaction: Transaction) -> None:
        for table, names in (
            ("production_records", ("created_at", "updated_at")),
            ("import_batches", ("created_at",)),
            ("equipment", ("created_at", "updated_at")),
        ):
            changes = ", ".join(f"{name} = {name} + INTERVAL {int(by.total_seconds())} SECOND" for name in names)
            transaction.compose(f"UPDATE {table} SET {changes}")

    store.write(work)


@pytest.mark.long
def test_an_edit_after_it_is_still_an_edit_to_an_undo(store: Store) -> None:
    done = imports.import_file(
        store, COMMAND_LINE, io.BytesIO(RECORDS), "r.csv", imports.ImportOptions(create_equipment=True)
    )
    assert done.batch is not None
    shift_times(store, DAY)
    [row] = store.read(
        Session.rows, "exports/production_records", machines=None, shift=None, **{"from": None, "to": None}
    )
    production.change(store, COMMAND_LINE, row["id"], {"output_quantity": 120})
    undone = imports.undo(store, COMMAND_LINE, done.batch.id)
    assert undone.edited == 1
    [kept] = store.read(
        Session.rows, "exports/production_records", machines=None, shift=None, **{"from": None, "to": None}
    )
    assert kept["output_quantity"] == 120


def test_sessions_and_tokens_from_before_hold(store: Store) -> None:
    user = user_of(store, "manager")
    session = sessions.fingerprint(sessions.start(store, user, "127.0.0.1", 12.0, now=NOW))
    assert sessions.find(store, session, now=NOW - DAY) is not None
    actor = sessions.find(store, session, now=NOW)
    assert actor is not None
    token = tokens.issue(store, actor, SETTINGS, now=NOW + timedelta(hours=1))
    assert tokens.actor_of(store, token, SETTINGS).user_id == user


def test_nobody_is_locked_out_until_the_clock_has_caught_up(store: Store) -> None:
    for at in [NOW] * (attempts.ACCOUNT.free + 1) + [NOW - DAY]:
        with attempts.begin(store, "a@b.example", "10.0.0.1", now=at) as attempt:
            attempt.failed()


def test_readings_from_before_stay_the_newest_and_later_ones_are_stored(store: Store) -> None:
    store.write(lambda transaction: transaction.compose("INSERT INTO equipment (name) VALUES ('Press')"))
    queue = SingleReadings(store)
    for minutes in (0, 1, -60, -59):
        at = NOW + timedelta(minutes=minutes)
        posted = sound(equipment_id=1, sensor_type="temperature", value=70.0 + minutes, timestamp=at, unit=None, now=at)
        result, place = queue.add(COMMAND_LINE, posted)
        assert isinstance(result.result()[place], dict)
    queue.settle()
    [latest] = store.read(Session.rows, "readings/latest_of_machines")
    assert latest["value"] == 71.0
    assert (
        sum(row["n"] for row in store.read(Session.rows, "thresholds/hours", sensor_type="temperature", equipment_id=1))
        == 4
    )
