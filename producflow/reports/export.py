"""What leaves the house as CSV: numbers stay numbers, and no cell can run as a formula in a spreadsheet."""

import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet run a cell (OWASP, CSV injection), the full-width ones included."""


def neutral(cells: pd.Series) -> pd.Series:
    """Put an apostrophe before every text that a spreadsheet would run as a formula.

    Parameters
    ----------
    cells : Series, shape (n,)
        Text; whatever is no text is left alone, and so is text that is just a number.

    Returns
    -------
    Series, shape (n,)
    """
    text = cells.map(lambda cell: isinstance(cell, str))
    words = cells.where(text, "").astype("str")
    # Some spreadsheets drop leading blanks before they look at the first character.
    runs = words.str.lstrip(" \u00a0").str.startswith(FORMULA) & pd.to_numeric(words, errors="coerce").isna()
    return cells.astype("object").mask(runs, "'" + words)


def csv(frame: pd.DataFrame, *, header: bool = True) -> str:
    """Write rows as CSV (RFC 4180: comma, CRLF) for a spreadsheet.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        Instants are written as ISO 8601 with offset, production days as ISO dates, missing as an empty cell.
    header : bool
        Whether to begin with the column names; leave it off for all chunks but the first.
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
    return ready.to_csv(index=False, header=header, lineterminator="\r\n")
