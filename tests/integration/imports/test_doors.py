"""Small files of kinds that plants really have become what a person expects of them (``expected.toml``), by each door.

The command and the page say what it would do, with the same counts and notes; then a call brings it in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from producflow import imports
from producflow.access import tokens
from producflow.access.roles import Actor, Role
from producflow.api import create_api
from producflow.commands import uploads
from producflow.commands.lines import Status
from producflow.errors import ProducFlowError
from producflow.settings import Settings
from producflow.store.database import Store
from tests.integration.test_uploads_page import choose, create_machines, finished, unescaped
from tests.people import user_of
from tests.trials import FOLDER, OPTIONS, expected, stored

pytestmark = pytest.mark.long

CHECKS = ("becomes", "rows", "rejected", "reasons", "notes", "asked", "refused")
Wanted = Mapping[str, Any]
Call = Callable[..., httpx2.Response]


@pytest.fixture
def call(empty_plant: Store) -> Call:
    """Upload as a program does, to the plant that the page shows."""
    rates = dict.fromkeys(("rate_reads", "rate_writes", "rate_bulk", "rate_sign_ins"), 0)
    settings = Settings(database=empty_plant.path, secret_key=SecretStr("k" * 40), **rates)  # type: ignore[arg-type]
    number = user_of(empty_plant, Role.ANALYST)
    token = tokens.issue(empty_plant, Actor(number, "", "Test analyst", Role.ANALYST), settings)
    client = TestClient(create_api(settings), root_path="/api", headers={"Authorization": f"Bearer {token}"})

    def upload(path: Path, **query: Any) -> httpx2.Response:
        return client.post("/imports", params=query, files={"file": (path.name, path.read_bytes())})

    return upload


@dataclass(frozen=True)
class Told:
    """What a door says of a file."""

    asked: Sequence[str] = ()
    """Keys of the questions that must be answered."""
    refused: str = ""
    kind: str = ""
    counts: tuple[int, int] = (0, 0)
    """What was or would be added, and rejected."""
    notes: str = ""
    reasons: str = ""


def by_call(call: Call, path: Path, wanted: Wanted) -> Told:
    said = {"constant": [f"{name}={text}" for name, text in wanted.get("constants", {}).items()]}
    said |= {name: wanted[name] for name in ("kind", "timezone") if name in wanted}
    said |= {"answer": wanted.get("answers", []), "column": wanted.get("columns", []), "unit": wanted.get("units", [])}
    answer = call(path, create_equipment="true", dry_run=str("asked" in wanted).lower(), **said)
    if answer.status_code == 422:
        return Told(refused=str(answer.json()["detail"]))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    asked = [each["key"] for each in found["questions"] if each["blocking"]]
    assert found["ready"] == (not asked)
    counts = (found["rows_added"] or 0, found["rows_rejected"] or 0)
    reasons = "\n".join(f"{each['line']}: {each['reason']}" for each in found["rejects"])
    return Told(asked, "", found["kind"], counts, "\n".join(found["notes"]), reasons)


def by_command(store: Store, path: Path, wanted: Wanted) -> Told:
    nothing: dict[str, Any] = dict.fromkeys(("profile", "mapping", "timezone", "machine", "sensor_type", "kind"))
    options = nothing | {"files": [[str(path), path.name]], "create_equipment": True, "dry_run": True, "answers": []}
    options |= {"values": [f"{name}={text}" for name, text in wanted.get("constants", {}).items()]}
    options |= {name: wanted[name] for name in OPTIONS if name in wanted and name != "constants"}
    lines: list[str] = []
    refused = ""
    try:
        for line in uploads.import_files(store, options):
            lines += [line] if line and not isinstance(line, Status) else []
    except ProducFlowError as error:
        refused = str(error)
    if not lines:
        return Told(refused=refused)
    said = "\n".join(lines)
    kind = str(re.match(r".* seems to hold (.*):", said)[1]).replace(" ", "_")  # type: ignore[index]
    asked = re.findall(r"Answer with --answer '(\w+(?::[^=]*)?)=", said)
    counts = re.search(r"; ([\d,]+) would be added, [\d,]+ updated, ([\d,]+) rejected", said)
    if counts is None or "Are they repeats" in said:
        return Told(asked, "", kind)
    return Told([], "", kind, (int(counts[1]), int(counts[2])), said)


def by_page(app: AppTest, path: Path, wanted: Wanted) -> Told:
    choose(app, path.read_bytes(), path.name)
    if app.error:
        return Told(refused=unescaped(app.error[0].value))
    select(app, "Kind of rows", wanted.get("kind"))
    select(app, "Time zone of times without an offset", wanted.get("timezone"))
    for name, text in wanted.get("constants", {}).items():
        answer(app, f"_question_constants_{name}_None", text)
    for said in wanted.get("answers", []):
        key, _, text = said.partition("=")
        name, _, value = key.partition(":")
        answer(app, f"_{name}_{value or None}", text)
    _create(app)
    shown = {metric.label: int(metric.value.replace(",", "")) for metric in app.metric}
    asked = [str(each.label) for each in (*app.selectbox, *app.radio, *app.text_input) if "_question_" in str(each.key)]
    kind = next((box.value for box in app.selectbox if box.label == "Kind of rows"), None)
    notes = "\n".join(unescaped(each.value) for each in app.caption)
    return Told(asked, "", str(kind), (shown.get("New", 0), shown.get("Rejected", 0)), notes)


def _create(app: AppTest) -> None:
    if any(box.label.startswith("Create machines") and not box.value for box in app.checkbox):
        create_machines(app)


def select(app: AppTest, label: str, option: str | None) -> None:
    if option is not None:
        next(box for box in app.selectbox if box.label == label).select(option)
        finished(app)


def answer(app: AppTest, key: str, text: str) -> None:
    """Answer the question whose widget has a key with that end; what the outcome asks comes up with the machines."""
    _create(app)
    asked = (each for each in (*app.radio, *app.selectbox, *app.text_input) if str(each.key).endswith(key))
    next(each for each in asked if "_question_" in str(each.key)).set_value(text)
    finished(app)


def _on_the_page() -> set[str]:
    """Files of which something is said or asked, and one of each kind: of the others the page does the very same."""
    said = {name for name, wanted in expected().items() if {*OPTIONS, "asked", "refused"} & wanted.keys()}
    kinds = {wanted.get("becomes"): name for name, wanted in expected().items()}
    return {*said, *kinds.values()} - {"kepware_q.csv"}  # whose machine a person types, which no test of a page can


ON_THE_PAGE = _on_the_page()


@pytest.mark.parametrize("name", expected())
def test_a_file_becomes_what_a_person_expects_by_each_door(
    empty_plant: Store, call: Call, app_as: Callable[..., AppTest], name: str
) -> None:
    wanted, path = expected()[name], FOLDER / name
    assert wanted.keys() <= {*OPTIONS, *CHECKS}
    doors = [by_command(empty_plant, path, wanted)]
    if name in ON_THE_PAGE:
        doors.append(by_page(app_as("analyst", "uploads"), path, wanted))
    assert imports.batches(empty_plant) == []
    doors.append(by_call(call, path, wanted))
    if "refused" in wanted:
        assert all(part in door.refused for part in wanted["refused"] for door in doors), doors
        return
    assert not any(door.refused for door in doors), doors
    kind, asked = doors[-1].kind, list(doors[-1].asked)
    assert asked == wanted.get("asked", []), doors
    if asked:
        assert set(asked) <= set(doors[0].asked), doors
        assert all(len(door.asked) >= len(asked) for door in doors), doors
        return
    rows = stored(empty_plant, kind)
    assert len(rows) == len(wanted.get("rows", [])), rows
    assert all(map(_alike, rows, wanted.get("rows", []))), rows
    assert [door.kind for door in doors] == len(doors) * [wanted["becomes"]]
    assert [door.counts for door in doors] == len(doors) * [doors[-1].counts], doors
    assert doors[-1].counts[1] == wanted.get("rejected", 0)
    assert not [part for part in wanted.get("reasons", []) if part not in doors[-1].reasons], doors
    assert not [part for part in wanted.get("notes", []) for door in doors if part not in door.notes], doors


def _alike(row: str, wanted: str) -> bool:
    """Whether a row is as wanted; a cell of … may be anything, and blanks around cells do not count."""
    cells, said = ([cell.strip() for cell in text.split("|")] for text in (row, wanted))
    return len(cells) == len(said) and all(mine in (theirs, "…") for theirs, mine in zip(cells, said, strict=True))
