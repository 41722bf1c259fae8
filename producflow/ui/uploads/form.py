"""How a file is written: sheet, encoding, delimiter, header line; found out, and changeable."""

from collections.abc import Callable

import streamlit as st

from producflow import imports
from producflow.imports.reading.dialect import DELIMITERS, HEADER_WITHIN
from producflow.imports.reading.encodings import ENCODINGS
from producflow.imports.reading.receive import WORKBOOK
from producflow.ui.text import plain
from producflow.ui.uploads import Upload

NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a mark",
    "utf-16": "UTF-16 with a mark",
    "utf-16-le": "UTF-16, little end first",
    "utf-16-be": "UTF-16, big end first",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "gb18030": "GB18030 (Chinese, simplified)",
    "big5": "Big5 (Chinese, traditional)",
    "shift_jis": "Shift-JIS (Japanese)",
    "euc_kr": "EUC-KR (Korean)",
    "latin-1": "Latin-1 (ISO 8859-1)",
    "iso8859-15": "Latin-9 (ISO 8859-15)",
    "cp850": "DOS 850 (Western Europe)",
    "cp437": "DOS 437 (United States)",
    "mac-roman": "Mac Roman",
    WORKBOOK: "workbook",
}
"""What encodings are called."""


def encoding_name(encoding: str) -> str:
    """An encoding as people know it."""
    return NAMES.get(encoding, encoding.upper())


def summary(proposal: imports.Proposal) -> str:
    """How the file is written, in one line."""
    staged = proposal.staged
    if staged.sheet is not None:
        header = staged.dialect.header_line
        where = "no header" if header is None else f"header in row {header}"
        return plain(f"Workbook, sheet “{staged.sheet}”, {where}. Wrong? Change it here.")
    return plain(f"{encoding_name(staged.encoding)}, {staged.dialect.describe()}. Wrong? Change it here.")


def ask(upload: Upload) -> imports.StatedForm:
    """Ask about the form of the file; what is left alone is found out."""
    said = upload.form
    staged = upload.known.staged
    workbook = staged.sheet is not None
    sheet, encoding, delimiter = said.sheet, said.encoding, said.delimiter
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(staged.sheets) > 1:
            sheet = st.selectbox(
                "Sheet",
                staged.sheets,
                index=staged.sheets.index(staged.sheet) if staged.sheet in staged.sheets else 0,
                key=f"{upload.key}_sheet",
                format_func=plain,
                width=240,
            )
            sheet = None if said.sheet is None and sheet == staged.sheet else sheet
        if not workbook:
            encoding = _found_or("Encoding", upload, "encoding", list(ENCODINGS), said.encoding, encoding_name)
            delimiter = _found_or(
                "Cells are separated by", upload, "delimiter", list(DELIMITERS), said.delimiter, DELIMITERS.__getitem__
            )
        header = _header(upload, said)
    for note in staged.notes:
        st.caption(plain(note))
    return imports.StatedForm(sheet=sheet, encoding=encoding, delimiter=delimiter, header_line=header)


def _found_or(
    label: str, upload: Upload, name: str, options: list[str], said: str | None, shown: Callable[[str], str]
) -> str | None:
    """Ask for one of the options; None: as it is found out."""
    staged = upload.known.staged
    found = staged.encoding if name == "encoding" else staged.dialect.delimiter
    words = {option: shown(option) for option in options} | {
        "": f"found: {shown(found)}" if said is None else "find out"
    }
    return (
        st.selectbox(
            label,
            ["", *options],
            index=["", *options].index(said or ""),
            key=f"{upload.key}_{name}",
            format_func=words.__getitem__,
            width=240,
        )
        or None
    )


def _header(upload: Upload, said: imports.StatedForm) -> int | None:
    """Ask on which line the header begins; left empty, it is found out."""
    ends = upload.known.staged.dialect.header_line
    found = "find out" if said.header_line is not None else "found: there is none" if ends is None else f"found: {ends}"
    line = st.number_input(
        "Header begins on line (0: none)",
        value=said.header_line,
        min_value=0,
        max_value=10_000,
        step=1,
        key=f"{upload.key}_header",
        placeholder=found,
        width=240,
        help=f"The first line is 1; it must be among the first {HEADER_WITHIN} rows.",
    )
    return None if line is None else int(line)
