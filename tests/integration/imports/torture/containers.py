"""Packed files under right and wrong names, workbooks, and what is no table at all."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, time

import openpyxl
import pyarrow as pa

from tests.integration.imports.torture.cases import EXPECTED, HEADER, ROWS, Case, table

TEXT = table().encode()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def streamed_zstd(content: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(content)
    packed: bytes = out.getvalue().to_pybytes()
    return packed


def packed() -> Iterator[Case]:
    """Compressed, under every name."""
    archive = zipped(**{"export.csv": TEXT})
    forms: dict[str, bytes] = {
        "gzip": gzip.compress(TEXT, mtime=0),
        "zstd": streamed_zstd(TEXT),
        "zip": archive,
        "plain": TEXT,
        "gzip of UTF-16": gzip.compress(table().encode("utf-16"), mtime=0),
        "two gzip members": gzip.compress(TEXT[:40], mtime=0) + gzip.compress(TEXT[40:], mtime=0),
        "zip with a folder": zipped(**{"out__export.csv": TEXT, "out__README": b"hello"}),
    }
    names = (
        "export.csv",
        "export.csv.gz",
        "export.zip",
        "export.zst",
        "export.xlsx",
        "export.pdf",
        "export",
        ".gz",
        "a b%20c.CSV",
    )
    for form, content in forms.items():
        for name in names if form in ("gzip", "zstd", "zip", "plain") else names[:1]:
            yield Case(f"{form} called {name}", content, EXPECTED, file_name=name)
    whole = gzip.compress(TEXT * 400, mtime=0)
    for name, content, sentence in (
        ("half a gzip", whole[: len(whole) // 2], "damaged gzip"),
        ("gzip with a wrong sum", whole[:-8] + b"\0" * 8, "damaged gzip"),
        ("gzip of nothing", gzip.compress(b"", mtime=0), "is empty"),
        ("gzip of gzip", gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0), "compressed twice|binary data"),
        ("gzip of a workbook", gzip.compress(workbook(), mtime=0), "binary data"),
        ("half a zstd", streamed_zstd(TEXT * 400)[:-9], "damaged zstd"),
        ("a zstd head", b"\x28\xb5\x2f\xfd" + b"\0" * 20, "damaged zstd|is empty"),
        ("zip of nothing", zipped(), "no text file|damaged"),
        ("zip of two tables", zipped(**{"a.csv": TEXT, "b.csv": TEXT}), "2 text files"),
        ("zip of a picture", zipped(**{"a.png": b"\x89PNG"}), "no text file"),
        ("zip cut short", archive[:-30], "damaged archive"),
        ("zip with a damaged member", _damaged(archive), "cannot be unpacked|damaged"),
        ("zip locked by a password", _flagged(archive), "cannot be unpacked"),
        ("bzip2", bz2.compress(TEXT), "bzip2"),
        ("xz", lzma.compress(TEXT), "xz"),
        ("a bomb", gzip.compress(b"0" * 3_000_000, mtime=0), "larger than 2 MB"),
        ("a zip bomb", zipped(**{"a.csv": b"0" * 3_000_000}), "larger than 2 MB"),
    ):
        yield Case(name, content, sentence=sentence)


def _damaged(archive: bytes) -> bytes:
    middle = archive.index(b"export.csv") + 30
    return archive[:middle] + b"\xff\xff\xff" + archive[middle + 3 :]


def _flagged(archive: bytes) -> bytes:
    """Set the bit of encryption in both headers."""
    marked = bytearray(archive)
    marked[6] |= 1
    marked[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def workbook(fill: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEADER, *ROWS):
        sheet.append(
            [float(cell) if cell.strip("-").replace(".", "").replace("e", "").isdigit() else cell for cell in row]
        )
    if fill is not None:
        fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbooks() -> Iterator[Case]:
    """Sheets as people fill them."""

    def dates(book: openpyxl.Workbook) -> None:
        for number, row in enumerate(book.active.iter_rows(min_row=2)):
            row[1].value = datetime(2026, 1, 31, 6, 0, number)  # noqa: DTZ001 - as a sheet has it

    def shifted(book: openpyxl.Workbook) -> None:
        book.active.insert_rows(1, 3)
        book.active["A1"] = "Export of line 3"
        book.active.insert_cols(1, 2)

    def second(book: openpyxl.Workbook) -> None:
        book.create_sheet("Notes", 0).append(["made by", "somebody"])
        book.create_sheet("Empty", 0)

    def hidden(book: openpyxl.Workbook) -> None:
        book.create_sheet("Old", 0).append(["x"])
        book["Old"].sheet_state = "hidden"

    def blanks(book: openpyxl.Workbook) -> None:
        book.active.insert_rows(3, 2)
        book.active.cell(40, 1).value = "  "

    def styled(book: openpyxl.Workbook) -> None:
        for row in range(1, 200):
            book.active.cell(row, 30).number_format = "0.00"

    for name, fill in (("a workbook", None), ("dates of a workbook", dates), ("a table off the corner", shifted),
                       ("several sheets", second), ("a hidden sheet", hidden), ("blank rows", blanks),
                       ("formatted empty cells", styled)):  # fmt: skip
        for called in ("export.xlsx", "export.csv"):
            yield Case(f"{name} called {called}", workbook(fill), EXPECTED, file_name=called)

    def formula(book: openpyxl.Workbook) -> None:
        book.active["D3"] = "=1/0"

    def midnight(book: openpyxl.Workbook) -> None:
        book.active["B2"] = datetime(2026, 1, 31)  # noqa: DTZ001
        book.active["B3"] = time(6, 0)

    yield Case("a formula without a value", workbook(formula), (EXPECTED[0], EXPECTED[2]), rejected={3: "empty"})
    first = ("Presse Süd", "2026-01-31 00:00:00", "temperature", 20.5)
    rejected = {3: "not a date"}
    yield Case("a time without a day", workbook(midnight), (first, EXPECTED[2]), rejected=rejected)
    damaged = workbook()
    yield Case("half a workbook", damaged[: len(damaged) // 2], sentence="damaged")
    yield Case(
        "an empty workbook", workbook(lambda book: book.active.delete_rows(1, 9)), sentence="no sheet with a table"
    )
    yield Case("a workbook's skeleton", zipped(**{"[Content_Types].xml": b"<x/>"}), sentence="damaged workbook")
    yield Case(
        "an old binary head", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, sentence="damaged workbook|password"
    )


def no_tables() -> Iterator[Case]:
    """Files of other worlds, and nearly nothing."""
    record = {"machine": "P", "timestamp": "2026-01-31", "value": 1}
    for name, content, sentence in (
        ("nothing", b"", "is empty"),
        ("a byte order mark", b"\xef\xbb\xbf", "is empty|holds no table"),
        ("a UTF-16 mark", b"\xff\xfe", "is empty|holds no table"),
        ("one line end", b"\n", "no table|empty"),
        ("line ends", b"\r\n" * 100, "no table|empty"),
        ("blanks", b" " * 1000, "no table|empty"),
        ("delimiters", b",,,\n,,,\n", "no table|empty|no rows"),
        ("semicolons in one line", b";" * 500, "no table|empty|no rows"),
        ("one word", b"hello", "holds no table"),
        ("one column", b"value\n1\n2\n3\n", "holds no table"),
        ("a header alone", b"machine,timestamp,sensor,value", "no rows under it"),
        ("a header and blank lines", b"machine,timestamp,sensor,value\n\n,,,\n\n", "no rows under it"),
        ("a header twice", b"machine,timestamp,sensor,value\n" * 2, "no rows under it"),
        ("prose", b"Dear all,\nplease find attached the export.\n\nBest regards\nMaria\n", "no table|open"),
        ("a poem", "Über allen Gipfeln\nIst Ruh\nIn allen Wipfeln\nSpürest du\n".encode(), "holds no table"),
        ("JSON", json.dumps([record, record], indent=1).encode(), "JSON"),
        ("JSON in one line", json.dumps([record]).encode(), "JSON"),
        ("JSON lines", (json.dumps(record) + "\n").encode() * 3, "JSON"),
        ("XML", b'<?xml version="1.0"?>\n<rows><row a="1" b="2"/></rows>\n', "XML|HTML"),
        ("HTML", b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>", "HTML"),
        ("HTML called xls", b"<html><table><tr><th>machine</th><th>value</th></tr></table></html>", "HTML"),
        ("an error page", b"\n\n<HTML><HEAD><TITLE>503</TITLE></HEAD><BODY>a, b, c</BODY></HTML>", "HTML"),
        ("PDF", b"%PDF-1.7\n" + bytes(range(256)), "PDF"),
        ("PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary data"),
        ("JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256)), "binary data"),
        ("GIF", b"GIF89a\1\0\1\0\0\0\0,", "binary data"),
        ("a program", b"\x7fELF\2\1\1" + b"\0" * 64, "binary data"),
        ("Windows program", b"MZ\x90\0\3\0\0\0" + b"\0" * 64, "binary data"),
        ("Parquet", b"PAR1" + bytes(64), "Parquet"),
        ("Arrow", b"ARROW1\0\0" + bytes(64), "binary data"),
        ("SQLite", b"SQLite format 3\0" + bytes(64), "SQLite"),
        ("RAR", b"Rar!\x1a\7\0", "RAR"),
        ("7z", b"7z\xbc\xaf\x27\x1c\0", "7z"),
        ("tar", b"export.csv".ljust(257, b"\0") + b"ustar\0", "binary data"),
        ("zeros", b"\0" * 4096, "binary data"),
        ("every byte", bytes(range(256)) * 16, "binary data"),
        ("noise", bytes((n * n * 7 + n // 3) % 251 for n in range(5000)), "binary data"),
        ("a NUL in a cell", TEXT.replace(b"1e3", b"1\0e3"), r"Line 4 of .* has the control character U\+0000"),
        ("NULs at the end", TEXT + b"\0" * 512, r"U\+0000"),
        ("a bell", TEXT.replace(b"pressure", b"pres\7sure"), r"Line 3 of .* has the control character U\+0007"),
        ("half a UTF-16 character", table().encode("utf-16")[:-1], "not readable as text"),
        ("lone surrogates in UTF-16", b"\xff\xfe" + b"\x00\xd8" * 20, "not readable as text"),
        ("an e-mail", b"From: a@b.c\r\nTo: d@e.f\r\nSubject: data\r\n\r\nsee attachment\r\n", "no table|open"),
        ("a log", b"[INFO] started\n[WARN] slow\n[INFO] done\n", "no table|open"),
        ("Python", b"import os\n\nprint(os.getcwd())\n", "no table"),
        ("base64", b"bWFjaGluZSx0aW1lc3RhbXAsc2Vuc29yLHZhbHVl\n" * 4, "no table"),
    ):
        yield Case(f"no table: {name}", content, sentence=sentence)
