"""How one row of a file becomes several of ours, in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from producflow.store.importing.cells import Cell, trimmed
from producflow.store.importing.dress import ANY, bare, unit
from producflow.store.importing.notations import NUMBERS, literal


@dataclass(frozen=True)
class Spread:
    """How one row of a file becomes several of ours: one for each of some columns, or an equal part for each name."""

    field: str
    """Our field that tells them apart."""
    names: tuple[str, ...]
    """Its value in each. Shape (n,)."""
    cell: str | None = None
    """Our field whose values stand in the columns; None: quantities and minutes are divided."""
    positions: tuple[int, ...] = ()
    """Of those columns, from 0; empty where there are none. Shape (n,)."""
    machines: tuple[str, ...] = ()
    """Machine of each column, where the columns say it. Shape (n,) or (0,)."""
    without: tuple[str, ...] = ()
    """Texts, in lower case, that say nothing where they stand in those columns."""
    labels: tuple[str, ...] = ()
    """Their names."""
    number_formats: tuple[str, ...] = ()
    """How the numbers of each are written."""
    in_cells: tuple[Mapping[str, tuple[float, float]], ...] = ()
    """Units in the cells of each, folded, and the factor and offset from each; empty: numbers stand alone."""
    units: tuple[str | None, ...] = ()
    """In which readings of each are kept. Shape (n,)."""
    factors: tuple[float, ...] = ()
    offsets: tuple[float, ...] = ()
    """From the file's unit to that one. Shape (n,)."""

    @property
    def stride(self) -> int:
        """How many rows one row of the file can become."""
        return len(self.names)

    def rows(self, cells: str) -> str:
        """SQL of ``cells`` with a row for each part: its position ``piece``, and the ``spread_text`` of its cell."""
        if not self.positions:
            return f"SELECT *, unnest(range({self.stride})) AS piece FROM {cells}"
        texts = ", ".join(trimmed(position) for position in self.positions)
        return (
            f"SELECT * FROM (SELECT *, unnest([{texts}]) AS spread_text, unnest(range({self.stride})) AS piece "
            f"FROM {cells}) WHERE spread_text IS NOT NULL{self._without()}"
        )

    def _without(self) -> str:
        return f" AND lower(spread_text) NOT IN ({', '.join(map(literal, self.without))})" if self.without else ""

    def number(self, raw: str) -> str:
        """SQL of the number in a cell, in our unit."""
        formats = dict.fromkeys(self.number_formats)
        if any(self.in_cells):
            return self._dressed(raw)
        if len(formats) == 1:
            value = NUMBERS[self.number_formats[0]].value(raw)
        else:
            cases = " ".join(
                f"WHEN piece IN ({', '.join(str(at) for at, each in enumerate(self.number_formats) if each == one)}) "
                f"THEN {NUMBERS[one].value(raw)}"
                for one in formats
            )
            value = f"CASE {cases} END"
        if set(self.factors) == {1} and set(self.offsets) == {0}:
            return value
        factors, offsets = (
            "[" + ", ".join(f"{each!r}::DOUBLE" for each in part) + "]" for part in (self.factors, self.offsets)
        )
        return f"({value}) * ({factors})[piece + 1] + ({offsets})[piece + 1]"

    def _dressed(self, raw: str) -> str:
        """SQL of the number in a cell that may have its unit behind it, in our unit."""
        cases = ""
        for at, known in enumerate(self.in_cells):
            number = NUMBERS[self.number_formats[at]].value(bare(raw, ANY))
            plain = f"({number}) * {self.factors[at]!r} + {self.offsets[at]!r}"
            own = " ".join(
                f"WHEN {literal(name)} THEN ({number}) * {factor!r} + {offset!r}"
                for name, (factor, offset) in known.items()
            )
            cases += f"WHEN {at} THEN CASE coalesce(lower({unit(raw)}), '') WHEN '' THEN {plain} {own} END "
        return f"CASE piece {cases}END"

    def of_each(self, values: Sequence[str | None]) -> str:
        """SQL of a text that is another in every part."""
        texts = ", ".join("NULL" if value is None else literal(value) for value in values)
        return f"([{texts}]::VARCHAR[])[piece + 1]"

    def part(self, cell: Cell, value: str) -> str:
        """SQL of one part of a quantity or of minutes; the parts add up to the whole exactly, quantities in units."""
        if cell.type == "count":
            return f"({value}) * (piece + 1) // {self.stride} - ({value}) * piece // {self.stride}"
        return f"({value}) / {self.stride}" if cell.name.endswith("_minutes") else value
