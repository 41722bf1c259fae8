"""Where a sensor was silent: a line must not bridge what nobody measured."""

import pandas as pd

LONGER = 3.0
"""A pause of more than this many usual steps is a gap. [-]"""


def with_gaps(frame: pd.DataFrame, time: str = "timestamp", factor: float = LONGER) -> pd.DataFrame:
    """Put a row of missing values into every gap of a series in time order.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        In order of the column `time`.
    time : str
        Column of instants.
    factor : float
        How many times the usual (median) step a pause must exceed. [-]

    Returns
    -------
    DataFrame, shape (n + gaps, columns)
        Each added row lies in the middle of its gap.
    """
    steps = frame[time].diff()
    usual = steps.median()
    if len(frame) < 3 or pd.isna(usual):
        return frame
    after = steps > factor * usual
    if not after.any():
        return frame
    middle = frame.loc[after, [time]].copy()
    middle[time] = middle[time] - steps[after] / 2
    return pd.concat([frame, middle]).sort_values(time, kind="stable", ignore_index=True)
