"""Files that native code would take the process with: one sentence each, and nothing is left behind."""

import gzip
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from producflow import settings
from producflow.errors import ImportRefused
from producflow.imports import ImportCancelled, Progress, StatedForm, propose
from producflow.imports.reading import workbook
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows
from tests.integration.imports.sheets import HEADER, machines, ods, ods_row, row, text, xls, xlsx, zipped

FAR_CORNER = Path(__file__).parents[2] / "data" / "trials" / "far_corner.xlsx"
LONG = f"<si><t>{'y' * 30_000}</t></si>"
MEMORY = "needs more than 256 MB of memory"
MACHINES = [{"name": f"Lathe {number}"} for number in range(3)]
TABLE = (HEADER, *((machine["name"], "Lathe", "200") for machine in MACHINES))


def referring(cells: int) -> str:
    """Rows of ten cells that all refer to one long text."""
    return "".join(
        row(number, *(f'<c r="{letter}{number}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ"))
        for number in range(1, cells // 10 + 1)
    )


def many_members() -> bytes:
    """An archive that is little but its list of members."""
    return zipped({f"xl/worksheets/{number:06}.xml": b"" for number in range(60_000)} | {"[Content_Types].xml": b""})


STRAY = row(1_048_576, text("Z1048576", "x"))
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {  # made by the test that needs it: some take a second
    "far_corner.xlsx": (FAR_CORNER.read_bytes, "reaches to cell XFD1048576, which makes 17,179,869,184 cells"),
    "stray.xlsx": (lambda: xlsx(machines() + STRAY), "reaches to cell Z1048576"),
    "lies.xlsx": (
        lambda: xlsx(machines() + row(99_999, text("XFD99999", "x")), dimension="A1:C4"),
        "reaches to cell XFD99999",
    ),
    "out_of_order.xlsx": (
        lambda: xlsx(machines() + row(1_048_576, text("XFD1048576", "x"), text("A1048576", "x")), dimension="A1:C4"),
        MEMORY,
    ),
    "references.xlsx": (lambda: xlsx(referring(50_000), shared=LONG), MEMORY),
    "cells.ods": (lambda: ods(ods_row(*HEADER) + ods_row("x", times=60_000, each=1_000)), "reaches to cell ALL60001"),
    "rows.ods": (lambda: ods(ods_row(*HEADER) + ods_row("x", "y", "1", times=1_100_000)), "reaches to cell C1100001"),
    "far.xls": (lambda: xls([(0, 0, "name"), (0, 1, "type"), (65_535, 255, "x")]), MEMORY),
    "members.xlsx": (many_members, "too many members"),
    "bzip2.zip": (lambda: zipped({"a.csv": b"a,b\n1,2\n"}, zipfile.ZIP_BZIP2), "other than deflate"),
    "lzma.zip": (lambda: zipped({"a.csv": b"a,b\n1,2\n"}, zipfile.ZIP_LZMA), "other than deflate"),
    "commas.csv.gz": (
        lambda: gzip.compress(b"a,b\n1,2\n" + b"," * 20_000_000, 1),
        "Line 3 of .* does not end within 16 MB",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_asks_for_more_than_there_is_becomes_one_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PRODUCFLOW_WORKBOOK_MEGABYTES", "256")
    settings.current.cache_clear()
    made, sentence = HOSTILE[name]
    with pytest.raises(ImportRefused, match=sentence) as refused:
        propose(store, io.BytesIO(made()), name)
    settings.current.cache_clear()
    assert name in str(refused.value)
    assert list(store.staging.iterdir()) == []


@pytest.mark.parametrize("end", [1, 100, 300, 600, 900, 1_100, -40, -1])
@pytest.mark.parametrize("whole", [xlsx(machines()), xls([(0, 0, "name"), (1, 0, "x")])], ids=["xlsx", "xls"])
def test_a_workbook_cut_short_is_refused_or_read(store: Store, whole: bytes, end: int) -> None:
    with suppress(ImportRefused):
        propose(store, io.BytesIO(whole[:end]), "cut.xlsx").staged.discard()
    assert list(store.staging.iterdir()) == []


HONEST = {
    "of rows": xlsx(machines()),
    "far down and to the right of nothing": xlsx(machines(first=1_048_570)),
    "with a style in the last corner": xlsx(machines() + row(1_048_576, '<c r="XFD1048576" s="0"/>')),
    "beside a hidden sheet that reaches far": xlsx(
        machines(), row(1, text("A1", "a")) + row(1_048_575, text("XFD1048575", "x")), state={1: "veryHidden"}
    ),
    "of OpenDocument, with empty rows to the end": ods(
        "".join(ods_row(*cells) for cells in TABLE) + ods_row(times=1_048_572, empty=16_384)
    ),
    "of Excel 97": xls([(r, c, cell) for r, cells in enumerate(TABLE) for c, cell in enumerate(cells)]),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_workbook_goes_in(store: Store, bring: Import, name: str) -> None:
    done = bring(HONEST[name], "machines.xlsx", create_equipment=True)
    assert (done.rehearsal.counts.read, done.rehearsal.counts.added) == (3, 3)
    assert rows(store, "SELECT name FROM equipment ORDER BY name") == MACHINES
    notes = " ".join(done.proposal.staged.notes)
    assert ("“S1” was left out: it reaches to cell XFD1048575" in notes) == ("hidden" in name)


def test_cells_keep_their_blanks_and_line_breaks_and_rows_their_numbers(store: Store) -> None:
    table = row(5, text("C5", "name"), text("D5", "type")) + row(
        9, '<c r="C9" t="inlineStr"><is><t xml:space="preserve">  a&quot;, b\n c </t></is></c>', text("D9", "Lathe")
    )
    staged = propose(store, io.BytesIO(xlsx(table)), "blanks.xlsx").staged
    cells = rows(store, f"SELECT * FROM read_parquet('{staged.cells}')")
    staged.discard()
    assert cells == [{"line": 9, "c0": '  a", b\n c ', "c1": "Lathe"}]


def test_a_sheet_that_is_asked_for_and_reaches_far_or_is_empty_says_so(store: Store) -> None:
    book = xlsx(machines(), machines() + STRAY, "")
    for sheet, sentence in {"S1": "reaches to cell Z1048576", "S2": "is empty", "S3": "has no sheet “S3”"}.items():
        with pytest.raises(ImportRefused, match=sentence):
            propose(store, io.BytesIO(book), "book.xlsx", form=StatedForm(sheet=sheet))


@pytest.mark.long
def test_a_workbook_that_takes_too_long_is_given_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SECONDS", 1)
    monkeypatch.setattr(workbook, "SECONDS_A_MEGABYTE", 0)
    slow = xlsx(b"<row><c><v>1</v></c><c><v>2</v></c></row>" * 2_000_000)
    with pytest.raises(ImportRefused, match=r"slow\.xlsx takes too long to open"):
        propose(store, io.BytesIO(slow), "slow.xlsx")
    assert list(store.staging.iterdir()) == []


def test_a_workbook_being_opened_is_let_go_when_nobody_wants_it(store: Store) -> None:
    def told(stage: str, _done: int, _total: int | None) -> None:
        if stage == "opening the workbook":
            progress.cancel()

    progress = Progress(told)
    with pytest.raises(ImportCancelled):
        propose(store, io.BytesIO(xlsx(machines())), "machines.xlsx", progress=progress)
    assert list(store.staging.iterdir()) == []


def test_what_a_dead_process_left_is_swept_at_the_next_start(store: Store) -> None:
    path = store.path
    store.staging.mkdir(exist_ok=True)
    (store.staging / "left.cells.parquet").write_bytes(b"x")
    store.close()
    again = Store.open(path)
    assert list(again.staging.iterdir()) == []
    again.close()
