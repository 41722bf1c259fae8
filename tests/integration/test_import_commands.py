"""Imports by command, in this process: alone, and handed over to a server that has the database."""

import io
import json
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from producflow import __main__ as command_line
from producflow import control, imports
from producflow.access.roles import COMMAND_LINE
from producflow.commands.lines import Status
from producflow.errors import DatabaseBusy
from producflow.imports.background_job import BackgroundJob, watched
from producflow.imports.progress import ImportCancelled, Progress
from producflow.operations import equipment, plant
from producflow.store.database import Session, Store, close_store, open_store
from tests.integration.imports.conftest import rows

MACHINES = "name,type\nP,press\nQ,press\n"
READINGS = "Zeit;Wert\n03/04/2026 10:00;71,5\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(process_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, process_database: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Do a command as a process would: code, output, errors."""

    def do(*arguments: str) -> tuple[int, str, str]:
        code = command_line.main(arguments)
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return do


@pytest.mark.long
def test_a_dry_run_asks_and_answers_import(run: Run, folder: Path, process_database: Path) -> None:
    (folder / "r.csv").write_text(READINGS)
    known = ("--kind", "sensor_readings", "--machine", "P", "--sensor-type", "temperature", "--create-equipment")
    code, said, error = run("import", "r.csv", *known, "--dry-run")
    assert (code, error) == (2, "r.csv leaves something open; nothing was written.\n")
    assert "Time: Zeit" in said
    assert "Answer with --answer 'timestamp=…'" in said
    code, said, _ = run("import", "r.csv", *known, "--answer", "timestamp=day first", "--timezone", "Europe/Berlin")
    assert (code, "1 were added" in said) == (0, True)
    [row] = rows(open_store(process_database), "SELECT timestamp::VARCHAR AS at FROM sensor_readings")
    assert row["at"] == "2026-04-03 08:00:00"


@pytest.mark.long
def test_closed_days_change_by_command_with_a_reason_only(run: Run, folder: Path, process_database: Path) -> None:
    (folder / "week.csv").write_text("machine,date,shift,output,defects,downtime\nP,2026-03-02,morning,9,0,0\n")
    store = open_store(process_database)
    equipment.create(store, COMMAND_LINE, name="P")
    plant.change_settings(store, COMMAND_LINE, {"closed_until": date(2026, 3, 3)})
    why = ("--why", "The MES counted twice")
    for words, left in ((("import", "week.csv"), 1), (("undo", "1"), 0), (("redo", "1"), 1)):
        code, _, error = run(*words)
        assert (code, "give a reason why 2 Mar 2026 changes still" in error) == (2, True), words
        assert rows(open_store(process_database), "SELECT count(*) AS n FROM production_records") == [{"n": 1 - left}]
        code, _, error = run(*words, *why)
        assert (code, error) == (0, ""), words
        assert rows(open_store(process_database), "SELECT count(*) AS n FROM production_records") == [{"n": left}]
        [entry] = rows(open_store(process_database), "SELECT after FROM audit_log ORDER BY id DESC LIMIT 1")
        assert json.loads(entry["after"])["why"] == why[1], words


@pytest.mark.long
def test_new_machines_are_named_created_and_shown(run: Run, folder: Path, process_database: Path) -> None:
    (folder / "week.csv").write_text("machine,date,shift,output,defects,downtime\nP,2026-02-03,morning,9,0,0\n")
    code, said, _ = run("import", "week.csv", "--dry-run")
    assert code == 2
    assert "Create “P”, which is not known yet? Else its rows are rejected." in said
    assert "Answer with --answer 'create_equipment=…'." in said
    code, said, _ = run("import", "week.csv", "--equipment", "P:type=Press,capacity=480")
    assert (code, "“P” were created." in said) == (0, False)
    assert "“P” was created." in said
    assert "See P, 3 Feb 2026: http://127.0.0.1:8501/equipment?" in said
    [row] = rows(open_store(process_database), "SELECT name, type, capacity FROM equipment")
    assert row == {"name": "P", "type": "Press", "capacity": 480}
    code, _, error = run("import", "week.csv", "--equipment", "Q:capacity=9")
    assert (code, error) == (2, "week.csv names no machine “Q”; all that it names are known.\n")


@pytest.mark.long
def test_several_files_standard_input_and_a_mapping(
    run: Run, folder: Path, process_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.csv").write_text(MACHINES)
    mapping = {"kind": "equipment", "columns": {"name": "name", "location": "type"}}
    (folder / "how.json").write_text(json.dumps(mapping))

    class Piped:
        buffer = io.BytesIO(b"name,type\nR,lathe\n")

    monkeypatch.setattr(sys, "stdin", Piped())
    code, said, _ = run("import", "a.csv", "-", "--mapping", "how.json")
    assert code == 0
    assert said.splitlines()[0].startswith("a.csv: 2 rows read as equipment")
    assert "standard input: 1 rows read as equipment" in said
    found = rows(open_store(process_database), "SELECT name, location FROM equipment ORDER BY name")
    assert [tuple(row.values()) for row in found] == [("P", "press"), ("Q", "press"), ("R", "lathe")]
    assert run("import", "a.csv", "--mapping", "none.json")[2].startswith("none.json cannot be read")
    assert "FIELD=VALUE" in run("import", "a.csv", "--set", "unit")[2]
    assert "1 row removed" in run("undo", "2")[1]
    assert "in force again: 1 row added" in run("redo", "2")[1]
    assert "is in force" in run("redo", "2")[2]


@pytest.mark.long
def test_profiles_are_carried_by_file(run: Run, folder: Path) -> None:
    mapping = {"kind": "equipment", "columns": {"name": "name"}}
    document = {"document": "ProducFlow import profile", "name": "Hall", "mapping": mapping}
    (folder / "in.json").write_text(json.dumps(document))
    assert run("profiles", "add", "in.json")[1] == "The profile “Hall” is kept.\n"
    assert "already" in run("profiles", "add", "in.json")[2]
    assert run("profiles", "add", "in.json", "--replace")[0] == 0
    assert run("profiles", "list")[1].startswith("Hall\tequipment\tCommand line\t20")
    assert json.loads(run("profiles", "show", "Hall")[1])["mapping"]["columns"] == {"name": "name"}
    assert run("profiles", "export", "Hall")[0] == 0
    assert json.loads((folder / "Hall.json").read_text())["name"] == "Hall"
    assert "exists already" in run("profiles", "export", "Hall")[2]
    assert run("profiles", "rename", "Hall", "Hall B")[0] == 0
    assert "is removed" in run("profiles", "remove", "Hall B")[1]
    assert "no import profile “Hall”" in run("profiles", "show", "Hall")[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Store]:
    """A store that another process would have open, with its door for commands."""
    store = open_store(tmp_path / "served.duckdb")
    with control.listening(store):
        yield store
    close_store(store.path)


def handed_over(store: Store, command: str, **options: Any) -> Generator[str, None, None]:
    return control.hand_over(DatabaseBusy("busy", pid=None), store.path, command, options)


def import_options(path: Path, **given: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(("profile", "mapping", "timezone", "machine", "sensor_type"))
    told = {"answers": [], "values": [], "kind": "equipment", "create_equipment": False, "dry_run": False}
    return nothing | told | {"files": [[str(path), path.name]]} | given


def test_a_server_imports_what_a_command_hands_over_and_tells_how_far_it_is(server: Store, tmp_path: Path) -> None:
    path = tmp_path / "machines.csv"
    path.write_text(MACHINES)
    said = list(handed_over(server, "import", **import_options(path)))
    status = [line for line in said if isinstance(line, Status)]
    assert status[0] == "machines.csv: receiving"
    assert status[-1] == "machines.csv: writing, 2 rows"
    outcome = next(line for line in said if line not in status)
    assert outcome.startswith("machines.csv: 2 rows read as equipment; 2 were added")
    assert imports.batches(server)[0].counts.added == 2


def test_whoever_gives_up_waiting_cancels_the_work_of_the_server(
    server: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "machines.csv"
    path.write_text(MACHINES)
    begun, ended = threading.Event(), threading.Event()
    outcome: list[BaseException] = []

    def endless(*_: Any, progress: Progress, **__: Any) -> None:
        begun.set()
        try:
            while True:
                progress.report("checking the rows", 1, 2)
        except ImportCancelled as stopped:
            outcome.append(stopped)
            raise
        finally:
            ended.set()

    monkeypatch.setattr(imports, "import_file", endless)
    answers = handed_over(server, "import", **import_options(path))
    next(answers)
    assert begun.is_set()
    answers.close()  # as Ctrl+C does
    assert ended.wait(10)
    assert isinstance(outcome[0], ImportCancelled)


def test_closing_waits_until_the_work_has_stopped() -> None:
    stopped = []

    def work(progress: Progress) -> None:
        try:
            while True:
                progress.report("working")
        finally:
            stopped.append(True)

    steps = watched(work)
    next(steps)
    steps.close()
    assert stopped == [True]


@pytest.mark.parametrize(
    "stage", ["receiving", "reading", "reading the rows", "looking at the values", "checking the values",
              "comparing with what is stored", "summing up", "waiting for other writes", "writing"]
)  # fmt: skip
def test_an_import_that_is_cancelled_at_any_stage_writes_nothing(store: Store, tmp_path: Path, stage: str) -> None:
    path = tmp_path / "machines.csv"
    path.write_text(MACHINES)
    progress = Progress(lambda at, *_: progress.cancel() if at == stage else None)
    with pytest.raises(ImportCancelled, match="nothing was written"):
        imports.import_file(
            store, COMMAND_LINE, path, path.name, imports.ImportOptions(kind="equipment"), progress=progress
        )
    assert imports.batches(store) == []
    assert list(store.staging.iterdir()) == []


def test_a_question_that_runs_for_long_is_interrupted(store: Store) -> None:
    endless = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE hash(a.range) = hash(b.range + 1)"
    begun = threading.Event()

    def ask(progress: Progress) -> None:
        def work(session: Session) -> None:
            with progress.interrupting(session.interrupt):
                begun.set()
                session.compose(endless)

        store.read(work)

    work = BackgroundJob(ask)
    assert begun.wait(10)
    while not work.ended(0.05):
        work.cancel()
    with pytest.raises(ImportCancelled):
        work.result()
    assert store.read(lambda session: session.composed("SELECT 1 AS one").to_pylist()) == [{"one": 1}]
