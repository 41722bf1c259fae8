"""What is known of a figure."""

from dataclasses import dataclass
from typing import Literal

CURRENCY = "currency"
"""Unit of an amount of money: the plant's own currency stands in its place where it is shown."""
PRODUCTION, MONEY, MAINTENANCE, PLANT = "Production", "Money", "Maintenance", "Plant"
OWN = "ProducFlow's own rule; no standard defines it"


@dataclass(frozen=True)
class Metric:
    """One figure.

    Attributes
    ----------
    name : str
        What reports, the API and addresses call it.
    label : str
        What people read; begins a sentence.
    unit : str
        ``%``, ``units``, ``h``, ``min``, `CURRENCY` or nothing for a plain count.
    digits : int
        After the decimal point, when it is shown.
    formula : str
        How it comes about, in words.
    standard : str
        What ISO 22400-2:2014 (or another source) calls it, or that none does.
    help : str
        What it tells, in plain language.
    better : str, optional
        In which direction it should go; None: neither is good or bad.
    column : str
        Its name in tables of sums, where that is another one.
    group : str
        Under which heading the docs list it.
    """

    name: str
    label: str
    unit: str
    digits: int
    formula: str
    standard: str
    help: str
    better: Literal["up", "down"] | None = None
    column: str = ""
    group: str = PRODUCTION

    @property
    def of_rows(self) -> str:
        """Its column in a table of sums and ratios."""
        return self.column or self.name

    def unit_in(self, currency: str) -> str:
        """Its unit, money in the plant's currency."""
        return currency if self.unit == CURRENCY else self.unit

    @property
    def told(self) -> str:
        """Everything about it in a few sentences: what stands behind the question mark beside it."""
        return f"{self.help} {self.label} = {self.formula}. {self.standard}."

    @property
    def described(self) -> str:
        """Formula and unit in one line, for descriptions of fields."""
        unit = "plant currency" if self.unit == CURRENCY else self.unit
        return f"{self.label}: {self.formula}." + (f" [{unit}]" if unit else "")
