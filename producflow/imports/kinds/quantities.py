"""Quantities of which a file states other ones: good units, and all of them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from producflow.imports.reading.headers import JOINED
from producflow.imports.text import words
from producflow.vocabulary.words import fold, names

if TYPE_CHECKING:
    from producflow.imports.columns.mapping import Mapping
    from producflow.imports.reading.cells import Staged


def with_good_ones(staged: "Staged", mapping: "Mapping") -> "Mapping":
    """Output as good and bad units, and defects as output without the good ones, where the header says so."""
    columns = dict(mapping.columns)
    # Reversed, so that of columns of one name the first stays.
    free = {fold(words(column)): column for column in reversed(staged.columns) if column not in columns.values()}
    good, whole = (
        next((free[name] for name in free if name in names(f"production_records.{what}_quantity")), None)
        for what in ("good", "total")
    )
    known = {"output_quantity", "defect_quantity"} & columns.keys()
    if good is not None and whole is not None and not known:
        columns["output_quantity"], known = whole, {"output_quantity"}
    if good is not None and known == {"output_quantity"}:
        columns["defect_quantity"] = f"{columns['output_quantity']} - {good}"
    elif good is not None and known == {"defect_quantity"}:
        columns["output_quantity"] = f"{good}{JOINED}{columns['defect_quantity']}"
    return replace(mapping, columns=columns)
