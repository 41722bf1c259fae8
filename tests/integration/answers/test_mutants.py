"""What would go wrong if rows were noted wrongly: strolls like those of test_freshness catch each of these."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from producflow.store import noting
from producflow.store.noting import READS, WRITES, Given, Less, Rows
from producflow.store.versions import Versions
from tests.integration.answers.plant import Plant
from tests.integration.answers.walking import stroll

pytestmark = pytest.mark.long

ORDINARY = ("post_now", "post_unsettled")
POSTS = ("post_now", "post_critical", "post_late", "batch")
SENSORS = ("its sensors", "another's sensors", "one machine")
SCENES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "maintenance_alerts": (("alert", "alert_moved"), ("maintenance", "overview")),
    "maintenance_logs": (("job", "job_changed"), ("maintenance", "effects")),
    "production_records": (("record", "record_changed"), ("metrics", "comparison")),
    "downtime_events": (("upload_stops",), ("maintenance",)),
    "equipment": (("machine", "machine_changed"), ("machines", "names")),
    "thresholds": (("limits",), ("a silent sensor",)),
    "plant_settings": (("settings",), ("settings", "metrics")),
    "annotations": (("note", "note_gone"), ("notes", "chart of its sensors")),
    "handovers": (("hand_over",), ("handover",)),
    "import_batches": (("upload_records",), ("imports",)),
    "sensor_latest": (POSTS, ("machines", "one machine")),
    "sensor_hourly": (POSTS, ("effects", *SENSORS)),
    "sensor_readings": (("post_unsettled",), SENSORS),
    "users": (("person",), ("overview",)),
}
"""Of each table: ways of writing to it, and questions that rest on it."""
HIDING = {"downtime_events": {"import_batches", "production_records"}}
"""Of a table: what is written whenever it is and read whenever it is, so that one of them would do."""
STEPS = 24


def caught(plant: Plant, scene: tuple[Sequence[str], Sequence[str]]) -> None:
    """A stroll meets an answer that is out of date."""
    with pytest.raises(AssertionError):
        stroll(plant, STEPS, *scene)


@pytest.fixture(params=sorted(SCENES))
def table(request: pytest.FixtureRequest) -> str:
    """A table that something might not be noted of."""
    name: str = request.param
    return name


def test_a_table_that_is_not_noted_as_read_is_caught(
    plant_of: Callable[[int], Plant], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    plant = plant_of(6)
    reads = plant.store._catalogue.reads
    monkeypatch.setattr(plant.store._catalogue, "reads", lambda sql: reads(sql) - {table} - HIDING.get(table, set()))
    caught(plant, SCENES[table])


def test_a_table_that_is_not_noted_as_written_is_caught(
    plant_of: Callable[[int], Plant], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    plant = plant_of(6)
    writes = plant.store._catalogue.writes
    monkeypatch.setattr(plant.store._catalogue, "writes", lambda sql: writes(sql) - {table} - HIDING.get(table, set()))
    caught(plant, SCENES[table])


Wrong = Callable[[Rows], Rows]
WRONG: dict[str, tuple[str, Wrong]] = {
    "reads of another machine": (READS, lambda rows: replace(rows, machine=9_999)),
    "reads of earlier only": (READS, lambda rows: replace(rows, bound=datetime(2020, 1, 1))),  # noqa: DTZ001
    "writes of another machine": (WRITES, lambda rows: replace(rows, machine=9_999)),
    "writes of later only": (
        WRITES,
        lambda rows: replace(rows, bound=None if rows.bound is None else rows.bound + timedelta(days=9)),
    ),
}


@pytest.mark.parametrize("which", WRONG)
def test_too_little_of_a_table_is_caught(
    plant_of: Callable[[int], Plant], monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    verb, wrong = WRONG[which]
    right = Less.rows

    def rows(self: Less, given: Given) -> Iterable[Rows]:
        found = right(self, given)
        return [wrong(each) for each in found] if self.verb == verb else found

    plant = plant_of(6)
    monkeypatch.setattr(noting.Less, "rows", rows)
    caught(plant, (ORDINARY, SENSORS))


def test_commits_that_nobody_hears_of_are_caught(
    plant_of: Callable[[int], Plant], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = plant_of(6)
    monkeypatch.setattr(Versions, "written", lambda *_: None)
    caught(plant, (ORDINARY, SENSORS))


def test_single_readings_that_nobody_hears_of_are_caught(
    plant_of: Callable[[int], Plant], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = plant_of(6)
    heard = Versions.written

    def deaf(self: Versions, commit: int, rows: Iterable[Rows]) -> None:
        heard(self, commit, [each for each in rows if each.table != "sensor_readings"])

    monkeypatch.setattr(Versions, "written", deaf)
    caught(plant, SCENES["sensor_readings"])


@pytest.mark.parametrize("which", SCENES)
def test_the_same_stroll_passes_where_nothing_is_wrong(plant_of: Callable[[int], Plant], which: str) -> None:
    stroll(plant_of(6), STEPS // 8, *SCENES[which])
