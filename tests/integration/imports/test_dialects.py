"""What is a table, and where a cell and a row of it end."""

import codecs
import gzip

import pytest

from producflow import imports, settings
from producflow.errors import ImportRefused
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, reasons, rows
from tests.integration.imports.test_values import READINGS, at, readings


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"machine,timestamp\n", "no rows under it"),
        (b"just some prose\nwithout any table\n", "holds no table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary data, not text"),
        (b"a,b\n1,\0\n", "binary data, not text"),
        (b"PK\x03\x04rest", "damaged archive"),
        (b"\x1f\x8bnot really gzip", "damaged gzip"),
        (gzip.compress(b"", mtime=0), "is empty"),
    ],
)
def test_what_is_no_table_gets_one_sentence_and_leaves_no_trace(
    store: Store, bring: Import, content: bytes, sentence: str
) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        bring(content)
    assert list(store.staging.iterdir()) == []
    assert rows(store, "SELECT count(*) AS n FROM import_batches") == [{"n": 0}]


@pytest.mark.parametrize(
    ("variable", "limit", "sentence"),
    [
        ("PRODUCFLOW_UPLOAD_ROWS", "2", "more than 2 rows"),
        ("PRODUCFLOW_UPLOAD_COLUMNS", "3", "has 4 columns, more than the 3"),
    ],
)
def test_limits_are_settings(
    store: Store, bring: Import, monkeypatch: pytest.MonkeyPatch, variable: str, limit: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, limit)
    settings.current.cache_clear()
    with pytest.raises(ImportRefused, match=sentence):
        bring(READINGS + "P,2026-01-01,t,1\n" * 3)
    settings.current.cache_clear()
    assert list(store.staging.iterdir()) == []


def test_a_file_over_the_size_limit_is_refused_unpacked_too(
    store: Store, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODUCFLOW_UPLOAD_MEGABYTES", "1")
    settings.current.cache_clear()
    for content in (b"a,b\n" * 300_000, gzip.compress(b"a,b\n" * 300_000)):
        with pytest.raises(ImportRefused, match="larger than 1 MB"):
            bring(content)
    settings.current.cache_clear()
    assert list(store.staging.iterdir()) == []


TEXT = "Anlage,Zeit,Sensor,Wert\nPresse Süd,2026-01-01 00:00,temperatur,20.5\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("cp1252"),
        gzip.compress(TEXT.encode()),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode(),
        ("Export of the MES\n\n" + TEXT).encode(),
        TEXT.replace("\n", ",\n").encode(),
        TEXT.replace(",", " ,  ").encode(),
    ],
    ids=[
        "utf-8",
        "bom",
        "utf-16",
        "cp1252",
        "gzip",
        "crlf",
        "cr",
        "semicolon",
        "tab",
        "pipe",
        "banner",
        "trailing",
        "padded",
    ],
)
def test_every_dialect_reads_the_same(store: Store, bring: Import, content: bytes) -> None:
    bring(content, create_equipment=True)
    assert readings(store) == [("temperature", at(2026, 1, 1), 20.5)]
    assert rows(store, "SELECT name FROM equipment") == [{"name": "Presse Süd"}]


def test_rejects_name_the_physical_line_even_after_quoted_newlines(bring: Import) -> None:
    done = bring(
        "machine,type,description,status,scheduled\n"
        '"P\n1",corrective,"two\r\nlines",completed,2026-01-01\n'  # lines 2 to 4
        "\n"  # 5
        "P2,wrong,text,completed,2026-01-01\n"  # 6
        "P2,corrective\n"  # 7
        "P2,corrective,text,completed,soon\n",  # 8
        create_equipment=True,
    )
    assert reasons(done) == [
        (6, "type", "wrong", "“wrong” is none of preventive, corrective, emergency; say in the mapping what it means."),
        (
            7,
            None,
            None,
            "The row has 2 cells where the header has 5; look for a missing or unquoted delimiter, or a quotation mark "
            "that is never closed.",
        ),
        (8, "scheduled", "soon", "“soon” is not a date or time, read as iso; correct it, or choose another notation."),
    ]
    assert done.rehearsal.counts.read == 4


@pytest.mark.parametrize("quote", ["", '"'], ids=["by lines", "row by row"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_both_readers_name_the_same_lines(store: Store, bring: Import, quote: str, end: str) -> None:
    lines = [
        f"machine,timestamp,{quote}sensor{quote},value",
        "P,2026-01-01,temperature,1",
        "",
        "P,2026-01-02,temperature,2,",  # an empty cell too many where other lines have none: is the row shifted?
        ",,,",  # a row without any value is no harm
        "P,2026-01-03,temperature",
        "P,2026-01-04,temperature,4,5",
        "P,2026-01-05,temperature,five",
        "P,2026-01-06,temperature,6",
    ]
    done = bring(end.join(lines), create_equipment=True)
    assert done.rehearsal.counts == imports.Counts(read=6, added=2, updated=0, unchanged=0, duplicates=0, rejected=4)
    assert [line for line, _, _, _ in reasons(done)] == [4, 6, 7, 8]
    found = rows(store, "SELECT source_line FROM sensor_readings ORDER BY timestamp")
    assert [row["source_line"] for row in found] == [2, 9]


@pytest.mark.parametrize("quote", ["", '"'], ids=["by lines", "row by row"])
def test_a_separator_at_the_end_of_every_line_is_no_harm(store: Store, bring: Import, quote: str) -> None:
    lines = [
        f"machine,timestamp,{quote}sensor{quote},value",
        "P,2026-01-01,temperature,1,,",
        "machine,timestamp,sensor,value",
        "P,2026-01-02,temperature,,2,",  # as wide as the others, and shifted all the same
        *(f"P,2026-01-03 {at // 60:02}:{at % 60:02},temperature,{at},," for at in range(1200)),
        "P,2026-01-04,temperature,,4,",  # beyond what is looked at first
    ]
    done = bring("\n".join(lines), create_equipment=True)
    assert [line for line, _, _, _ in reasons(done)] == [4, 1205]
    assert rows(store, "SELECT count(*) AS n, sum(value) AS s FROM sensor_readings") == [{"n": 1201, "s": 719_401.0}]
