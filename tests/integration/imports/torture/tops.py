"""What stands above, under and beside a table."""

from collections.abc import Iterator

from tests.integration.imports.torture.cases import EXPECTED, Case, table


def banners() -> Iterator[Case]:
    """Lines above the header."""
    text = table()
    for name, above in (
        ("a title", "Export of line 3\n"),
        ("a title and a blank line", "Export of line 3\n\n"),
        ("a title with a comma", "Export of line 3, hall 2\n"),
        ("a title in quotation marks", '"Export of line 3, hall 2"\n'),
        ("a title padded to the width", "Export of line 3,,,\n"),
        ("several padded lines", "Export,,,\nPlant A,,,\n,,,\n"),
        ("keys and values", "Plant:,A\nFrom:,2026-01-01\nTo:,2026-02-01\n"),
        ("keys and values, padded", "Plant:,A,,\nFrom:,2026-01-01,,\n,,,\n"),
        ("comments", "# made by MES 4.2\n# confidential\n"),
        ("a comment with commas", "# a, b, c\n"),
        ("a rule of dashes", "Export\n------------------\n"),
        ("an address", "Presse GmbH\nHauptstr. 5\n70565 Stuttgart\n\n"),
        ("40 lines", "".join(f"remark {number}\n" for number in range(40))),
        ("a number alone", "2026\n"),
        ("a date alone", "31.01.2026\n"),
        ("a line break in quotation marks", '"Export\nof line 3"\n'),
        ("blank cells", " , , , \n"),
    ):
        yield Case(f"above: {name}", (above + text).encode(), EXPECTED)
        if "," not in above and '"' not in above:
            quoted = above + table(delimiter=";", quote=True, end="\r\n")
            yield Case(f"above, quoted: {name}", quoted.encode("cp1252"), EXPECTED)


def units() -> Iterator[Case]:
    """Lines of units, repeated headers, totals."""
    lines = table().splitlines()
    warm = [line.replace("pressure", "temperature") for line in lines]
    same = [(*row[:2], "temperature", *row[3:]) for row in EXPECTED]
    for name, second in (("in brackets", "[-],[-],[-],[°C]"), ("bare", ",,,°C"), ("dashes", "-,-,-,°C")):
        content = "\n".join([lines[0], second, *warm[1:]]) + "\n"
        yield Case(f"a line of units {name}", content.encode(), same)
    content = "\n".join([lines[0], ",,,°C", *lines[1:]]) + "\n"
    reason = "“°C” cannot be converted: a pressure is kept in PSI"
    yield Case(
        "a line of units that fits some rows", content.encode(), (EXPECTED[0], EXPECTED[2]), rejected={4: reason}
    )
    again = "\n".join([*lines[:2], lines[0], *lines[2:]]) + "\n"
    yield Case("the header again", again.encode(), EXPECTED)
    padded = "\n".join([*lines[:2], lines[0].replace(",", " , "), *lines[2:]]) + "\n"
    yield Case("the header again, padded", padded.encode(), EXPECTED)
    two = table() + "\n" + table(end="\n")
    yield Case("a file twice in one", two.encode(), EXPECTED)
    for unit, factor, shift in (("bar", 14.503773773020923, 0), ("kPa", 0.14503773773020923, 0), ("PSI", 1, 0)):
        header = f"machine,timestamp,sensor,Pressure ({unit})"
        rows = "\n".join([header, "P,2026-01-31 06:00:00,pressure,4", "P,2026-01-31 06:00:01,pressure,2.5"])
        expected = [
            ("P", f"2026-01-31 06:00:0{n}", "pressure", value * factor + shift) for n, value in enumerate((4, 2.5))
        ]
        yield Case(f"a unit in the header: {unit}", rows.replace("Pressure", "value").encode(), expected)
