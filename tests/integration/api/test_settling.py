"""What is written while it is worked out what readings come to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from producflow.access import audit
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.operations import thresholds
from producflow.operations.handed_in import HandedIn
from producflow.operations.posted_readings import Posted
from producflow.operations.reading_commits import ReadingCommits
from producflow.operations.settling import Step, settle, settle_beside
from producflow.reports.integrity import check
from producflow.store.database import Session, Store
from producflow.store.queries import single_readings as queries

KEY = Actor(None, "API key A", "A", Role.OPERATOR)
START = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)

Between = Callable[[Store, Callable[..., None], pytest.MonkeyPatch], None]


def one_more(store: Store, commit: Callable[..., None], patch: pytest.MonkeyPatch) -> None:
    commit(2)


def one_more_and_a_plain_one(store: Store, commit: Callable[..., None], patch: pytest.MonkeyPatch) -> None:
    commit(2)
    commit(3)


def a_limit(store: Store, commit: Callable[..., None], patch: pytest.MonkeyPatch) -> None:
    commit(2)
    thresholds.set(store, COMMAND_LINE, sensor_type="temperature", warn_high=None, crit_high=60.0)
    commit(3)


def a_commit_that_failed(store: Store, commit: Callable[..., None], patch: pytest.MonkeyPatch) -> None:
    commit(2)
    with patch.context() as broken:
        broken.setattr(audit, "record", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            commit(3, sensor="pressure")
    commit(4)


@pytest.mark.parametrize(
    ("between", "at_once", "then"),
    [(one_more, 2, 3), (one_more_and_a_plain_one, 2, 4), (a_limit, 4, 4), (a_commit_that_failed, 4, 4)],
)
def test_no_reading_is_forgotten_that_comes_meanwhile(
    api_store: Store, machine: int, monkeypatch: pytest.MonkeyPatch, between: Between, at_once: int, then: int
) -> None:
    commits = ReadingCommits(api_store)

    def commit(seconds: int, sensor: str = "temperature") -> None:
        posted = Posted(machine, sensor, START + timedelta(seconds=seconds), 70.0, None)
        commits.commit([HandedIn(KEY, (posted,))])

    def summed_up() -> int:
        found = api_store.read(lambda session: session.composed("SELECT sum(n)::BIGINT AS n FROM sensor_hourly"))
        return int(found["n"][0].as_py())

    def settle_now(meanwhile: Callable[[], None] = lambda: None) -> None:
        turn = commits.turn()

        def write(step: Step, found: Any) -> bool:
            meanwhile()
            return commits.settle(turn, step, found)

        settle_beside(api_store, write)

    commit(0)
    settle_now()
    commit(1)
    settle_now(lambda: between(api_store, commit, monkeypatch))
    assert summed_up() == at_once
    assert api_store.read(queries.touched).empty == (at_once == then)
    assert [finding.problems for finding in check(api_store) if finding.problems] == []

    settle_now()
    assert summed_up() == then
    assert api_store.read(queries.touched).empty
    assert [finding.problems for finding in check(api_store) if finding.problems] == []


def test_alerts_that_are_still_to_come_are_not_forgotten(api_store: Store, machine: int) -> None:
    commits = ReadingCommits(api_store)
    commits.commit([HandedIn(KEY, (Posted(machine, "temperature", START, 90.0, None),))])
    steps: list[Step] = []
    turn = commits.turn()

    def write(step: Step, found: Any) -> bool:
        steps.append(step)
        if len(steps) == 2:
            raise InterruptedError  # the server is killed
        return commits.settle(turn, step, found)

    with pytest.raises(InterruptedError):
        settle_beside(api_store, write)
    page = {"priority": None, "machines": None, "status": None, "state": None, "skip": 0, "limit": 10}
    assert api_store.read(Session.rows, "alerts/page", **page) == []
    settle(api_store)  # as the next start does
    [alert] = api_store.read(Session.rows, "alerts/page", **page)
    assert (alert["type"], alert["started_at"]) == ("emergency", START)
    assert api_store.read(queries.touched).empty
