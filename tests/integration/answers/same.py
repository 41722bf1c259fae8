"""Whether two answers say the same, to the last bit."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pandas as pd
from plotly.basedatatypes import BaseFigure


def same(one: Any, other: Any, where: str = "answer") -> None:
    """Raise an AssertionError that says where two values differ."""
    if isinstance(one, BaseFigure):
        assert one.__reduce__()[1] == other.__reduce__()[1], where
    elif isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other, check_exact=True, obj=where)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other, check_exact=True, obj=where)
    elif isinstance(one, Mapping):
        assert list(one) == list(other), where
        for key, value in one.items():
            same(value, other[key], f"{where}.{key}")
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), where
        for place, (mine, yours) in enumerate(zip(one, other, strict=True)):
            same(mine, yours, f"{where}[{place}]")
    elif dataclasses.is_dataclass(one):
        assert type(one) is type(other), where
        for each in dataclasses.fields(one):
            same(getattr(one, each.name), getattr(other, each.name), f"{where}.{each.name}")
    elif not (pd.api.types.is_scalar(one) and pd.isna(one)):
        assert one == other, f"{where}: {one!r} is not {other!r}"
    else:
        assert pd.isna(other), f"{where}: {one!r} is not {other!r}"
