"""What leaves the house as CSV: numbers stay numbers, and no cell can run as a formula in a spreadsheet."""

import re
from collections.abc import Callable

import pandas as pd

from producflow.domain.metrics import INPUTS, of_column

FURTHER = 2
"""Digits of a figure in a file beyond those on the screen, so that what one adds up there is right here too."""
SIGNIFICANT = 6
"""Digits of a number that no metric names."""

_BEGINS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
"""First characters that make a spreadsheet run a cell (OWASP, CSV injection), the full-width ones included."""
_BEFORE = r"[\s\"\u00a0]*"
"""What spreadsheets drop before they look at the first character of a cell."""
_WHOLE = re.compile(rf"[\t\r\n]|{_BEFORE}[{_BEGINS}]")
_PART = re.compile(rf"([,;\t|\r\n]{_BEFORE})(?=([{_BEGINS}][^,;\t|\r\n\"]*))")
"""A spreadsheet splits at the separator that it was set up with, not at ours; our quotes then stand amid a cell."""


def neutral_text(text: str, is_number: Callable[[str], bool]) -> str:
    """Put an apostrophe before every place of a text that a spreadsheet would run as a formula, wherever it splits.

    Parameters
    ----------
    is_number : callable
        Whether a text is just a number, which is left alone.
    """
    if is_number(text):
        return text
    inner = _PART.sub(lambda found: found[1] if is_number(found[2].strip()) else f"{found[1]}'", text)
    return f"'{inner}" if _WHOLE.match(text) else inner


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def neutral(cells: pd.Series) -> pd.Series:
    """The same for every text of a column; whatever is no text is left alone.

    Parameters
    ----------
    cells : Series, shape (n,)

    Returns
    -------
    Series, shape (n,)
    """
    return cells.astype("object").map(lambda cell: neutral_text(cell, _is_float) if isinstance(cell, str) else cell)


def sensible(frame: pd.DataFrame) -> pd.DataFrame:
    """Round figures to the digits that they are shown with and some more: the others are no more than noise.

    What no metric names keeps six significant digits, and two after the point where it is large.
    """
    floats = [name for name in frame if pd.api.types.is_float_dtype(frame[name].dtype)]
    return frame.assign(**{str(name): _rounded(str(name), frame[name]) for name in floats})


def _rounded(name: str, column: pd.Series) -> pd.Series:
    shown = of_column(name) or INPUTS.get(name)
    if shown is not None:
        return column.round(shown.digits + FURTHER)

    def short(value: float) -> float:
        return round(value, 2) if abs(value) >= 10**SIGNIFICANT else float(f"{value:.{SIGNIFICANT}g}")

    return column.astype("float64").map(short, na_action="ignore")


def csv(frame: pd.DataFrame, *, header: bool = True, decimal_comma: bool = False) -> str:
    """Write rows as CSV (RFC 4180: comma, CRLF) for a spreadsheet.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        Instants are written as ISO 8601 with offset, production days as ISO dates, missing as an empty cell.
    header : bool
        Whether to begin with the column names; leave it off for all chunks but the first.
    decimal_comma : bool
        Whether numbers are written as 12,5 and cells are separated by semicolons, as spreadsheets of half of Europe
        read it.
    """
    cells = {}
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            cells[position] = column.map(lambda instant: instant.isoformat(), na_action="ignore")
        elif pd.api.types.is_datetime64_dtype(column.dtype):
            cells[position] = column.dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_string_dtype(column.dtype) or column.dtype == object:
            cells[position] = neutral(column)
        else:
            cells[position] = column
    ready = pd.DataFrame(cells, index=frame.index)
    ready.columns = neutral(pd.Series([str(name) for name in frame.columns], dtype="object"))
    separator, mark = (";", ",") if decimal_comma else (",", ".")
    return ready.to_csv(index=False, header=header, sep=separator, decimal=mark, lineterminator="\r\n")
