"""The same table in every encoding, with every delimiter and line end; and texts that are nearly broken."""

import codecs
from collections.abc import Callable, Iterator
from itertools import cycle

from tests.integration.imports.torture.cases import EXPECTED, HEADER, ROWS, Case, table

ENCODERS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "utf-16-le with mark": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be with mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "utf-32 with mark": lambda text: text.encode("utf-32"),
    "windows-1252": lambda text: text.encode("cp1252"),
    "latin-1": lambda text: text.encode("latin-1"),
}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def dialects() -> Iterator[Case]:
    """Every encoding with every delimiter and line end, half of them in quotation marks."""
    quotes = cycle([False, True, True, False, True])
    for encoding, encode in ENCODERS.items():
        for delimiter, mark in DELIMITERS.items():
            for end, ending in ENDS.items():
                content = encode(table(delimiter=mark, end=ending, quote=next(quotes)))
                yield Case(f"{encoding}, {delimiter}, {end}", content, EXPECTED)
        spaced = (
            table(delimiter="   ").replace("Presse Süd", "Süd").replace("Fräse 1", "Fräse").replace("31 06", "31T06")
        )
        rows = tuple((row[0].replace("Presse Süd", "Süd").replace("Fräse 1", "Fräse"), *row[1:]) for row in EXPECTED)
        yield Case(f"{encoding}, spaces", encode(spaced), rows)


def nearly_broken() -> Iterator[Case]:
    """Line ends, quotation marks, padding and characters that lead others astray."""
    text = table()
    quoted = table(quote=True)
    lines = text.splitlines()
    for name, content, expected in (
        ("no end of the last line", text.rstrip("\n"), EXPECTED),
        ("mixed line ends", "\r\n".join(lines[:2]) + "\n" + "\r".join(lines[2:]), EXPECTED),
        ("mixed line ends, quoted", quoted.replace("\n", "\r\n", 2), EXPECTED),
        ("CR CR LF line ends", text.replace("\n", "\r\r\n"), EXPECTED),
        ("blank lines between", text.replace("\n", "\n\n"), EXPECTED),
        ("blank lines before", "\n\n\n" + text, EXPECTED),
        ("lines of spaces between", text.replace("\n", "\n   \n"), EXPECTED),
        ("lines of delimiters between", text.replace("\n", "\n,,,\n"), EXPECTED),
        ("delimiter at the end of each line", text.replace("\n", ",\n"), EXPECTED),
        ("three delimiters at the end", text.replace("\n", ",,,\n"), EXPECTED),
        ("delimiter at the end of rows only", lines[0] + "\n" + ",\n".join(lines[1:]) + ",\n", EXPECTED),
        ("padded cells", text.replace(",", " ,\t "), EXPECTED),
        ("padded with no-break spaces", text.replace(",", "\u00a0,\u202f"), EXPECTED),
        ("padded inside quotation marks", quoted.replace('","', ' "," '), EXPECTED),
        ("blanks before quotation marks", quoted.replace(",", ", "), EXPECTED),
        ("byte order mark in the middle", "\ufeff" + text.replace("\n", "\n\ufeff"), EXPECTED),
        ("Control-Z at the end, as DOS wrote it", text + "\x1a", EXPECTED),
        ("form feed at the end", text + "\f\n", EXPECTED),
        ("sep= line", "sep=,\n" + text, EXPECTED),
        ("sep= line for a semicolon", "sep=;\r\n" + text.replace(",", ";"), EXPECTED),
        ("sep= line in quotation marks", '"sep=;"\r\n' + text.replace(",", ";"), EXPECTED),
        ("commas inside, separated by semicolons", text.replace(",", ";").replace("Fräse 1", "Fräse, 1"),
         (EXPECTED[0], ("Fräse, 1", *EXPECTED[1][1:]), EXPECTED[2])),
        ("quoted cells hold the delimiter", quoted.replace("Fräse 1", "Fräse, 1"),
         (EXPECTED[0], ("Fräse, 1", *EXPECTED[1][1:]), EXPECTED[2])),
        ("doubled quotation marks", quoted.replace("Fräse 1", 'Fräse ""1""'),
         (EXPECTED[0], ('Fräse "1"', *EXPECTED[1][1:]), EXPECTED[2])),
        ("a quotation mark within a bare cell", text.replace("Fräse 1", 'Fräse 1"'),
         (EXPECTED[0], ('Fräse 1"', *EXPECTED[1][1:]), EXPECTED[2])),
        ("quoted line break in a name", quoted.replace("Fräse 1", "Fräse\n1"),
         (EXPECTED[0], ("Fräse\n1", *EXPECTED[1][1:]), EXPECTED[2])),
        ("quoted CRLF in a name", quoted.replace("Fräse 1", "Fräse\r\n1"),
         (EXPECTED[0], ("Fräse\r\n1", *EXPECTED[1][1:]), EXPECTED[2])),
        ("quoted CR in a name", quoted.replace("Fräse 1", "Fräse\r1"),
         (EXPECTED[0], ("Fräse\r1", *EXPECTED[1][1:]), EXPECTED[2])),
        ("a cell of 100,000 characters", text.replace("Fräse 1", "Fräse " + "x" * 100_000),
         (EXPECTED[0], ("Fräse " + "x" * 100_000, *EXPECTED[1][1:]), EXPECTED[2])),
    ):  # fmt: skip
        yield Case(name, content.encode(), expected)
    yield from _ragged(lines)


def _ragged(lines: list[str]) -> Iterator[Case]:
    cells = "cells where the header has 4"
    for name, third, reason in (
        ("a row too short", "Fräse 1,2026-01-31 06:00:01,pressure", cells),
        ("a row of one cell", "Fräse 1", cells),
        ("a row too long", lines[2] + ",more", cells),
        ("a row far too long", lines[2] + ",more" * 500, cells),
        ("a decimal comma between commas", "Fräse 1,2026-01-31 06:00:01,pressure,-3,5", cells),
        ("a total below", "Total,,,", "empty"),
        ("a remark in the middle", "# recalibrated,,,", "empty"),
        ("an ellipsis", "...,...,...,...", "not a"),
        ("a word for nothing that nobody knows", "Fräse 1,VOID,pressure,VOID", "not a|empty"),
        ("a date that is none", "Fräse 1,2026-02-30 06:00:01,pressure,1", "“2026-02-30 06:00:01” is not a date"),
        ("a line of 3 MB", "x" * 3_000_000 + ",2026-01-31,pressure,five", "“five” is not a number"),
    ):
        content = "\n".join([*lines[:2], third, lines[3]]) + "\n"
        yield Case(name, content.encode(), (EXPECTED[0], EXPECTED[2]), rejected={3: reason})
        quoted = content.replace("\ntemperature", "\n").replace("Presse Süd,", '"Presse Süd",')
        yield Case(f"{name}, read row by row", quoted.encode(), (EXPECTED[0], EXPECTED[2]), rejected={3: reason})
    unclosed = "\n".join([lines[0], lines[1], '"' + lines[2], lines[3]]) + "\n"
    yield Case("a quotation mark never closed", unclosed.encode(), EXPECTED[:1], rejected={3: "never closed"})


def widths() -> Iterator[Case]:
    """Headers that are too wide, repeated, nameless, odd."""
    row = ROWS[0]
    one = EXPECTED[:1]
    for name, header, cells in (
        ("names twice", [*HEADER, "value"], [*row, "7"]),
        ("names twice but for case", [*HEADER, "VALUE"], [*row, "7"]),
        ("a column without a name", [*HEADER, ""], [*row, "x"]),
        ("all names but one missing below", [*HEADER, "", "", ""], [*row, "", "", ""]),
        ("the number behind a name is taken", [*HEADER, "note", "note", "note (2)"], [*row, "a", "b", "c"]),
        ("1,500 further columns", [*HEADER, *(f"x{n}" for n in range(1500))], [*row, *("1",) * 1500]),
        ("upper case", [name.upper() for name in HEADER], row),
        ("words together", ["MachineName", "TimeStamp", "SensorType", "Value"], row),
        ("underscores", ["machine_name", "time_stamp", "sensor_type", "value"], row),
        ("line break in the header", ['"machine\nname"', *HEADER[1:]], row),
        ("an emoji column", [*HEADER, "😀"], [*row, "🔥"]),
        ("right to left", [*HEADER, "آلة"], [*row, "نص"]),
        ("a formula as a name", [*HEADER, "=1+1"], [*row, "=2+2"]),
        ("SQL as a name", [*HEADER, "'); DROP TABLE equipment;--"], [*row, "x"]),
        ("a name of 10,000 letters", [*HEADER, "n" * 10_000], [*row, "x"]),
    ):
        yield Case(name, table([header, cells], quote=False).encode(), one)
    wide = table([[f"c{n}" for n in range(100_000)], ["1"] * 100_000])
    yield Case("100,000 columns", wide.encode(), sentence=r"has 100,000 columns, more than the 2,000 allowed")
    yield Case(
        "100,000 empty columns",
        ("," * 99_999 + "\n" + "," * 99_999 + "\n").encode(),
        sentence="columns, more than|no table|no rows",
    )
