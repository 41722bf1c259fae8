"""Hostile files: each is imported exactly, or refused in one clear sentence."""

import csv
import io
import os
import random
import re
import sys
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from producflow import imports, settings
from producflow.access.roles import COMMAND_LINE
from producflow.errors import ProducFlowError
from producflow.imports.reading.cells import read
from producflow.store.database import Store
from producflow.vocabulary.words import nothing
from tests.integration.imports.conftest import rows as asked
from tests.integration.imports.torture import containers, dialects, notations, tops
from tests.integration.imports.torture.cases import HEADER, Case, shown, table
from tests.integration.imports.torture.naughty import NAUGHTY

FAMILIES = {
    "nearly broken": dialects.nearly_broken,
    "widths": dialects.widths,
    "numbers": notations.numbers,
    "dates": notations.dates,
    "words": notations.words,
    "packed": containers.packed,
    "workbooks": containers.workbooks,
    "no tables": containers.no_tables,
    "banners": tops.banners,
    "units": tops.units,
}
COMMITTED = 12  # one file in so many is written, read back and undone; the others are rehearsed


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("torture") / "plant.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PRODUCFLOW_UPLOAD_MEGABYTES", "2")
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


def bring(store: Store, case: Case, *, dry_run: bool = True) -> imports.Imported | str:
    """Import a file; what it is refused with, if it is."""
    try:
        options = imports.ImportOptions(create_equipment=True, **case.options)
        return imports.import_file(
            store, COMMAND_LINE, io.BytesIO(case.content), case.file_name, options, dry_run=dry_run
        )
    except ProducFlowError as error:
        return str(error)


def found(done: imports.Imported, fields: tuple[str, ...]) -> list[tuple[object, ...]]:
    sample = done.rehearsal.sample.astype(object).where(done.rehearsal.sample.notna(), None)
    return [tuple(shown(row[name]) for name in fields) for row in sample.to_dict("records")]


def wrong(store: Store, case: Case, number: int) -> str | None:
    """What is not as it should be."""
    done = bring(store, case, dry_run=number % COMMITTED != 0)
    if list(store.staging.iterdir()):
        return "left a file behind"
    if isinstance(done, str):
        return None if case.sentence and fits(case.sentence, done) else f"refused: {done}"
    rejects = done.rehearsal.rejects
    reasons = dict(zip(rejects["line"].tolist(), rejects["reason"].tolist(), strict=True))
    got = found(done, tuple(case.fields))
    if done.batch is not None:
        stored = _stored(store, case) if case.fields[-1] == "value" else got
        imports.undo(store, COMMAND_LINE, done.batch.id)
        if stored != got:
            return f"stored {stored} instead of {got}"
    if case.sentence:
        return f"imported {got}, rejected {reasons}"
    if got != list(case.rows):
        return f"imported {got} instead of {list(case.rows)}, rejected {reasons}"
    if set(reasons) != set(case.rejected) or not all(fits(case.rejected[line], said) for line, said in reasons.items()):
        return f"rejected {reasons} instead of {case.rejected}"
    counts = done.rehearsal.counts
    if counts.read != counts.added + counts.updated + counts.unchanged + counts.rejected:
        return f"counted {counts}"
    return None


def _stored(store: Store, case: Case) -> list[tuple[object, ...]]:
    kept = asked(store, "SELECT name, timestamp, sensor_type, value FROM sensor_readings r "
                        "JOIN equipment e ON e.id = r.equipment_id ORDER BY r.source_line")  # fmt: skip
    return [tuple(shown(value) for value in row.values()) for row in kept]


def fits(pattern: str, said: str) -> bool:
    """Whether a sentence is the expected one, and one sentence for a person."""
    clear = said[0].isupper() or said[0] in "“0123456789" or re.match(r"\S+ ", said) is not None
    return re.search(pattern, said) is not None and clear and said.endswith((".", "?", ")")) and "Traceback" not in said


@pytest.mark.long
@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_hostile_file_is_imported_exactly_or_refused_in_a_sentence(
    plant: Store, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if family == "nearly broken":  # a line of 3 MB
        monkeypatch.setenv("PRODUCFLOW_UPLOAD_MEGABYTES", "10")
        settings.current.cache_clear()
    cases = list(FAMILIES[family]())
    assert len({case.name for case in cases}) == len(cases)
    failures = {case.name: why for number, case in enumerate(cases) if (why := wrong(plant, case, number))}
    assert not failures, "\n".join(f"{name}: {why[:600]}" for name, why in failures.items())


@pytest.mark.long
@pytest.mark.usefixtures("small_limit")
def test_every_encoding_delimiter_and_line_end_reads_the_same_cells(plant: Store) -> None:
    failures = {}
    for number, case in enumerate(dialects.dialects()):
        if number % COMMITTED == 0:
            why = wrong(plant, case, number)
        else:
            staged = read(plant, io.BytesIO(case.content), case.file_name, settings.current())
            cells = [tuple(row.values())[1:] for row in pq.read_table(staged.cells).to_pylist()]
            staged.discard()
            texts = [(*row[:3], float(row[3])) for row in cells]
            whole = [(row[0], row[1].replace("T", " "), *row[2:]) for row in texts]
            why = None if whole == list(case.rows) and staged.columns == HEADER else f"read {staged.columns} {cells}"
        if why:
            failures[case.name] = why
    assert not failures, failures


def test_there_are_at_least_three_hundred() -> None:
    counts = {family: len(list(cases())) for family, cases in FAMILIES.items()}
    counts["dialects"] = len(list(dialects.dialects()))
    sys.stderr.write(f"{sum(counts.values())} hostile files: {counts}; {len(set(NAUGHTY))} naughty texts\n")
    assert sum(counts.values()) >= 300
    assert len(set(NAUGHTY)) >= 200


def written(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_naughty_texts_stay_as_they_are(plant: Store, delimiter: str) -> None:
    """As descriptions and order numbers of jobs, written and read back."""
    header = ["order", "machine", "type", "description", "status", "scheduled"]
    texts = (
        [text for text in NAUGHTY if not text.startswith(("=", "+", "-", "@"))] if delimiter == "|" else list(NAUGHTY)
    )
    jobs = [
        [f"{number} {text}", "P", "corrective", text, "completed", "2026-01-31"] for number, text in enumerate(texts)
    ]
    done = bring(plant, Case("", written([header, *jobs], delimiter)), dry_run=False)
    assert not isinstance(done, str), done
    assert done.batch is not None
    stored = asked(plant, "SELECT external_id, description FROM maintenance_logs ORDER BY source_line")
    imports.undo(plant, COMMAND_LINE, done.batch.id)
    assert [row["description"] for row in stored] == texts
    assert [row["external_id"] for row in stored] == [f"{number} {text}" for number, text in enumerate(texts)]


@pytest.mark.long
def test_naughty_texts_are_machines_sensors_and_units_too(plant: Store) -> None:
    header = ["machine", "timestamp", "sensor", "value", "unit"]
    rows = [[text, f"2026-01-31 {n // 60:02d}:{n % 60:02d}", f"s {text}", "1", "x"] for n, text in enumerate(NAUGHTY)]
    done = bring(plant, Case("", written([header, *rows])), dry_run=False)
    assert not isinstance(done, str), done
    assert done.batch is not None
    stored = asked(plant, "SELECT e.name, sensor_type, timestamp FROM sensor_readings r JOIN equipment e "
                          "ON e.id = r.equipment_id ORDER BY r.source_line")  # fmt: skip
    imports.undo(plant, COMMAND_LINE, done.batch.id)
    assert asked(plant, "SELECT name FROM equipment") == []
    first: dict[str, str] = {}
    for text in NAUGHTY:
        first.setdefault(one_case(plant, text), text)
    assert [row["name"] for row in stored] == [first[one_case(plant, text)] for text in NAUGHTY]
    assert [row["sensor_type"] for row in stored] == [one_case(plant, f"s {text}") for text in NAUGHTY]


def one_case(store: Store, text: str) -> str:
    """Names that differ in nothing but case are one; which letters are pairs, the database says."""
    lowered: str = store.read(lambda session: session.composed("SELECT lower($t) AS x", t=text)["x"][0].as_py())
    return lowered


def test_naughty_texts_as_numbers_and_dates_are_named_with_their_lines(plant: Store) -> None:
    rows = [["P", "2026-01-31", f"s{number}", text] for number, text in enumerate(NAUGHTY)]
    done = bring(plant, Case("", written([["machine", "timestamp", "sensor", "value"], *rows])))
    assert not isinstance(done, str), done
    kept = dict(zip(done.rehearsal.rejects["line"].tolist(), done.rehearsal.rejects["value"].tolist(), strict=True))
    numbers = {number for number, text in enumerate(NAUGHTY) if NUMBER.fullmatch(text)}
    gone = {number for number, text in enumerate(NAUGHTY) if text.lower() in nothing(states=True)}
    assert (done.rehearsal.counts.added, done.rehearsal.counts.left_out) == (len(numbers), len(gone))
    assert list(kept.values()) == [text for number, text in enumerate(NAUGHTY) if number not in numbers | gone]


NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,2})?|\(\d+\)")


@pytest.mark.long
def test_a_naughty_file_name_is_only_a_name(plant: Store) -> None:
    content = table().encode()
    for name in [*NAUGHTY, "../../x.csv", "C:\\x.csv", "*.csv", "", "a\0b.csv", "x" * 500]:
        staged = read(plant, io.BytesIO(content), name, settings.current())
        inside = staged.cells.parent == plant.staging
        staged.discard()
        assert inside
        assert 0 < len(staged.name) <= 200
        assert staged.name.isprintable()
        assert list(plant.staging.iterdir()) == []


EXAMPLES = int(os.environ.get("PRODUCFLOW_TEST_EXAMPLES", "40"))


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_ends_in_a_sentence_or_in_rows_that_stand_in_it(plant: Store, seed: int) -> None:
    """Bytes lost, doubled, turned, cut: what goes in stands in the file, and every row is accounted for."""
    chance = random.Random(seed)
    base = table(quote=seed % 2 == 1, delimiter=",;\t|"[seed]).encode(("utf-8", "cp1252", "utf-16", "utf-8-sig")[seed])
    for _ in range(EXAMPLES // 4):
        content = damaged(base, chance)
        done = bring(plant, Case("", content))
        assert list(plant.staging.iterdir()) == []
        if isinstance(done, str):
            assert fits("", done), (content, done)
            continue
        counts = done.rehearsal.counts
        assert counts.read == counts.added + counts.updated + counts.unchanged + counts.rejected, content
        text = content.decode(done.proposal.staged.encoding, errors="replace").replace('"', "")
        for row in done.rehearsal.sample.to_dict("records"):
            assert str(row["equipment"]).replace('"', "").splitlines()[0] in text, (content, row)


def damaged(base: bytes, chance: random.Random) -> bytes:
    content = bytearray(base)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(6):
            case 0:
                del content[at : at + chance.randint(1, 12)]
            case 1:
                content[at:at] = content[at : at + chance.randint(1, 60)]
            case 2:
                content[at:at] = bytes([chance.randrange(256)])
            case 3:
                content[at:at] = chance.choice([b'"', b"\r", b"\n", b",", b";", b"\xff", b"\xef\xbb\xbf", b"'", b"\0"])
            case 4:
                content[at:] = b""
            case _:
                content[at : at + 1] = bytes([chance.randrange(256)])
        content = content or bytearray(b"x")
    return bytes(content)
