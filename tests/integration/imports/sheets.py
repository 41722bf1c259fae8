"""Workbooks made by hand, as no spreadsheet would write them: a sheet's cells among the parts of a format."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

SCHEMAS = "http://schemas.openxmlformats.org"
OFFICE = f"{SCHEMAS}/officeDocument/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
HEADER = ("name", "type", "capacity")


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def text(reference: str, value: str) -> str:
    """A cell of text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def row(number: int, *cells: str) -> str:
    """A row of a sheet."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def machines(first: int = 1, count: int = 3) -> str:
    """Rows of a small honest table of machines."""
    table = [HEADER, *((f"Lathe {number}", "Lathe", "200") for number in range(count))]
    return "".join(
        row(number, *(text(f"{letter}{number}", cell) for letter, cell in zip("ABC", cells, strict=True)))
        for number, cells in enumerate(table, first)
    )


def xlsx(
    *sheets: str | bytes, shared: str | None = None, state: Mapping[int, str] | None = None, dimension: str = ""
) -> bytes:
    """A workbook of these sheets, each given as its rows.

    Parameters
    ----------
    *sheets : str or bytes
        What stands within ``sheetData``.
    shared : str, optional
        What stands within the table of shared strings.
    state : mapping, optional
        Number of a sheet, from 0, to ``hidden`` or ``veryHidden``.
    dimension : str
        What the sheets say of their own size.
    """
    numbers = range(len(sheets))
    listed = "".join(
        f'<sheet name="S{n}" sheetId="{n + 1}" r:id="r{n}"{_state(state, n)}/>' for n in numbers
    )  # fmt: skip
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>' for n in numbers
    )
    strings = f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    size = f'<dimension ref="{dimension}"/>' if dimension else ""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{SCHEMAS}/package/2006/content-types"/>',
        "_rels/.rels": _relations(f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{SCHEMAS}/spreadsheetml/2006/main" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(related + (strings if shared else "")),
    }
    for n, rows in enumerate(sheets):
        inside = rows if isinstance(rows, bytes) else rows.encode()
        head = f'<worksheet xmlns="{SCHEMAS}/spreadsheetml/2006/main">{size}<sheetData>'
        members[f"xl/worksheets/s{n}.xml"] = head.encode() + inside + b"</sheetData></worksheet>"
    if shared is not None:
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{SCHEMAS}/spreadsheetml/2006/main">{shared}</sst>'
    return zipped(members)


def _state(state: Mapping[int, str] | None, number: int) -> str:
    return f' state="{state[number]}"' if state and number in state else ""


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships">{inside}</Relationships>'


def ods(rows: str) -> bytes:
    """An OpenDocument sheet of these rows."""
    content = (
        f'<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" '
        f'xmlns:text="{OASIS}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_row(*values: str, times: int = 1, each: int = 1, empty: int = 0) -> str:
    """A row of an OpenDocument sheet, repeated, with each of its cells repeated, and empty cells at its end."""
    again = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    wide = f' table:number-columns-repeated="{each}"' if each > 1 else ""
    cells = "".join(
        f'<table:table-cell{wide} office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        for value in values
    )
    rest = f'<table:table-cell table:number-columns-repeated="{empty}"/>' if empty else ""
    return f"<table:table-row{again}>{cells}{rest}</table:table-row>"


def xls(cells: Iterable[tuple[int, int, str]]) -> bytes:
    """An Excel 97 workbook of one sheet with these cells: row and column from 0, and text."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for line, column, value in cells:
        sheet += _record(0x0204, struct.pack("<HHHHB", line, column, 0, len(value), 0) + value.encode("ascii"))
    sheet += _record(0x000A, b"")
    book = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    starts = len(book) + 4 + 9 + 4
    book += _record(0x0085, struct.pack("<IHBB", starts, 0, 1, 0) + b"S") + _record(0x000A, b"")
    assert len(book) == starts
    return _compound("Workbook", book + sheet)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(name: str, stream: bytes) -> bytes:
    """An OLE file with one stream: a table of sectors, a directory, and the stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    following = [table, end, *range(3, 2 + sectors), end]
    tables = struct.pack("<128I", *following, *[free] * (128 - len(following)))
    entries = _entry("Root Entry", 5, 1, end, 0) + _entry(name, 2, free, 2, len(stream)) + _entry("", 0, free, 0, 0) * 2
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    return head + struct.pack("<108I", *[free] * 108) + tables + entries + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0" if name else b""
    return struct.pack(
        "<64sHBBIII16sIQQIQ", encoded, len(encoded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, b"", 0, 0, 0, start, size
    )
