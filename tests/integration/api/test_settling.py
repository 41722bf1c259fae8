"""What is written while it is worked out what readings come to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from producflow.access import audit
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.operations import thresholds
from producflow.operations.handed_in import HandedIn
from producflow.operations.posted_readings import Posted
from producflow.operations.reading_commits import ReadingCommits
from producflow.reports.integrity import check
from producflow.store.database import Store
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

    commit(0)
    commits.settle(commits.turn(), api_store.read(queries.unsettled))
    commit(1)
    turn, found = commits.turn(), api_store.read(queries.unsettled)
    between(api_store, commit, monkeypatch)
    commits.settle(turn, found)
    assert summed_up() == at_once
    assert api_store.read(queries.touched).empty == (at_once == then)
    assert [finding.problems for finding in check(api_store) if finding.problems] == []

    commits.settle(commits.turn(), api_store.read(queries.unsettled))
    assert summed_up() == then
    assert api_store.read(queries.touched).empty
    assert [finding.problems for finding in check(api_store) if finding.problems] == []
