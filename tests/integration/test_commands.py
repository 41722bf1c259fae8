"""The command line as a process of its own: alone, and beside a running server that does its work."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.commands import command

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PASSWORD = "seven blue kettles\n"


class Plant:
    """A database of its own, and commands on it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.database = folder / "plant.duckdb"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PRODUCFLOW_")}
        self.environment = kept | {
            "PRODUCFLOW_DATABASE": str(self.database),
            "PRODUCFLOW_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *arguments: str, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        return command(*arguments, folder=self.folder, environment=self.environment | settings, given=given)

    @contextlib.contextmanager
    def serving(self, **settings: str) -> Iterator[list[str]]:
        """Serve while the block runs; gives the lines written before the server was ready."""
        process = subprocess.Popen(
            [sys.executable, "-m", "producflow", "serve"],
            cwd=self.folder,
            env=self.environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        lines = []
        try:
            for line in process.stdout:
                lines.append(line)
                if "Ctrl+C" in line:
                    break
            yield lines
        finally:
            process.terminate()
            ended = process.wait(30)
            process.stdout.close()
        assert ended == 0, "a stop that was asked for is no error"
        assert sorted(path.name for path in self.folder.glob("plant.duckdb*")) == ["plant.duckdb"], (
            "all written, all closed"
        )


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    return Plant(tmp_path)


def fails_in_one_sentence(ran: subprocess.CompletedProcess[str]) -> str:
    assert ran.returncode == 2, ran
    assert ran.stderr.count("\n") == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stderr


def test_demo_check_backup_and_restore_without_a_server(plant: Plant) -> None:
    made = plant.run("demo")
    assert (made.returncode, made.stderr) == (0, "")
    assert "5 machines" in made.stdout
    assert plant.database.stat().st_mode & 0o777 == 0o600
    assert "only goes into an empty one" in fails_in_one_sentence(plant.run("demo"))
    checked = plant.run("check")
    assert checked.returncode == 0
    assert checked.stdout.count("ok  ") == 11
    assert "PROBLEM" not in checked.stdout
    assert plant.run("backup", "copy.duckdb").returncode == 0
    assert "--yes" in fails_in_one_sentence(plant.run("restore", "copy.duckdb"))
    restored = plant.run("restore", "copy.duckdb", "--yes")
    assert restored.returncode == 0
    assert "is kept as" in restored.stdout


def test_a_file_is_rehearsed_imported_exported_and_undone(plant: Plant) -> None:
    (plant.folder / "readings.csv").write_text(
        "Time;Value\n2026-01-05 10:00:00;71,5\n2026-01-05 10:05:00;86,0\n2026-01-05 10:10:00;warm\n"
    )
    named = ("--machine", "=Press 1", "--set", "sensor_type=temperature", "--set", "unit=°C", "--create-equipment")
    assert "Which machine" in fails_in_one_sentence(plant.run("import", "readings.csv"))
    assert "FIELD=VALUE" in fails_in_one_sentence(plant.run("import", "readings.csv", "--set", "unit"))
    assert "2 would be added" in plant.run("import", "readings.csv", *named, "--dry-run").stdout
    assert "0 sensor readings" in plant.run("check").stdout
    imported = plant.run("import", "readings.csv", *named)
    assert imported.returncode == 0
    assert "3 rows read as sensor readings; 2 were added, 0 updated, 1 rejected" in imported.stdout
    assert "line 4" in imported.stdout
    assert plant.run("export", "sensor_readings").returncode == 0
    exported = pd.read_csv(plant.folder / "sensor_readings.csv")
    assert exported["status"].tolist() == ["normal", "critical"]
    assert plant.run("export", "equipment").returncode == 0
    machines = pd.read_csv(plant.folder / "equipment.csv")
    assert machines["name"].tolist() == ["'=Press 1"]  # a spreadsheet must not run it
    assert plant.run("export", "sensor_readings", "--format", "parquet", "--output", "r.parquet").returncode == 0
    whole = pd.read_parquet(plant.folder / "r.parquet")
    assert whole["timestamp"].tolist() == [pd.Timestamp(f"2026-01-05T10:0{minute}Z") for minute in (0, 5)]
    assert whole["value"].tolist() == [71.5, 86.0]
    assert "exists already" in fails_in_one_sentence(plant.run("export", "sensor_readings"))
    assert "2 rows removed" in plant.run("undo", "1").stdout
    assert "undone already" in fails_in_one_sentence(plant.run("undo", "1"))


def test_passwords_are_read_from_standard_input_and_never_from_arguments(plant: Plant) -> None:
    added = plant.run(
        "users", "add", "Anna@Plant.local", "--role", "manager", "--name", "Anna Berg", "--own", given=PASSWORD
    )
    assert (added.returncode, added.stdout) == (0, "anna@plant.local may sign in as manager.\n")
    assert "at least 12 characters" in fails_in_one_sentence(
        plant.run("users", "passwd", "ANNA@plant.local", given="x\n")
    )
    assert plant.run("users", "passwd", "ANNA@plant.local", given="eight green lamps\n").stdout.endswith(
        "signed out everywhere. It is to be changed at the first sign-in.\n"
    )
    assert plant.run("users", "deactivate", "anna@plant.local").returncode == 0
    assert plant.run("users", "list").stdout == "anna@plant.local\tmanager\tdeactivated\tAnna Berg\n"
    assert "nobody@x.de" in fails_in_one_sentence(plant.run("users", "deactivate", "nobody@x.de"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("PRODUCFLOW_PORT", "eighty"), ("PRODUCFLOW_SECRET_KEY", "short"), ("PRODUCFLOW_TIMEZONE", "Mars/Olympus")],
)
def test_a_setting_that_cannot_be_is_named(plant: Plant, name: str, value: str) -> None:
    said = fails_in_one_sentence(plant.run("check", **{name: value}))
    assert said.startswith(name)
    assert "short" not in said or name != "PRODUCFLOW_SECRET_KEY"


def test_a_check_finds_what_is_wrong(plant: Plant) -> None:
    plant.run("demo")
    with duckdb.connect(plant.database) as connection:
        connection.execute("UPDATE sensor_hourly SET n = n + 1 WHERE hour = (SELECT max(hour) FROM sensor_hourly)")
        connection.execute("UPDATE downtime_events SET equipment_id = 77 WHERE id = 1")
        connection.execute("INSERT INTO production_records SELECT * FROM production_records LIMIT 1")
        connection.execute("UPDATE sensor_latest SET value = 0 WHERE sensor_type = 'humidity'")
    ran = plant.run("check")
    assert ran.returncode == 2
    assert ran.stdout.count("PROBLEM") == 4
    assert "downtime_events: 1 rows point at equipment 77" in ran.stdout
    assert re.search(r"\d+ problems were found", ran.stderr)


def test_a_first_start_prints_the_password_once_and_fills_an_empty_database(plant: Plant) -> None:
    with plant.serving() as lines:
        text = "".join(lines)
        assert len(re.findall(r"with the password \S{16}", text)) == 1
        assert "5 machines" in text
        with urllib.request.urlopen(f"http://127.0.0.1:{plant.port}/health") as answer:
            assert json.load(answer)["status"] == "ok"
    with plant.serving() as lines:
        assert "password" not in "".join(lines)
        assert "machines" not in "".join(lines)


def test_a_server_started_empty_stays_empty(plant: Plant) -> None:
    with plant.serving(PRODUCFLOW_DEMO="0", PRODUCFLOW_ADMIN_PASSWORD="seven blue kettles") as lines:
        assert "password" not in "".join(lines)
        assert "0 equipment" in plant.run("check").stdout


def test_a_running_server_does_the_work_of_commands(plant: Plant) -> None:
    with plant.serving(PRODUCFLOW_DEMO="0"):
        door = plant.database.with_name("plant.duckdb.server.json")
        assert door.stat().st_mode & 0o777 == 0o600
        assert "5 machines" in plant.run("demo").stdout
        added = plant.run("users", "add", "anna@plant.local", "--role", "manager", "--own", given=PASSWORD)
        assert added.stdout == "anna@plant.local may sign in as manager.\n"
        assert "at least 12" in fails_in_one_sentence(plant.run("users", "passwd", "anna@plant.local", given="x\n"))
        assert plant.run("backup", "copy.duckdb").returncode == 0
        assert (plant.folder / "copy.duckdb").exists()
        assert plant.run("check").returncode == 0
        for command in (["serve"], ["restore", "copy.duckdb", "--yes"]):
            assert "is already open in process" in fails_in_one_sentence(plant.run(*command))


def test_without_the_key_the_running_server_does_nothing(plant: Plant) -> None:
    with plant.serving(PRODUCFLOW_DEMO="0"):
        door = plant.database.with_name("plant.duckdb.server.json")
        known = json.loads(door.read_text())
        door.write_text(json.dumps(known | {"key": "a guess"}))
        assert "ended the conversation" in fails_in_one_sentence(plant.run("demo"))
        with socket.create_connection(("127.0.0.1", known["port"])) as stranger:
            stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
        door.unlink()
        assert "is already open in process" in fails_in_one_sentence(plant.run("demo"))
        door.write_text(json.dumps(known))
        assert "0 equipment" in plant.run("check").stdout
