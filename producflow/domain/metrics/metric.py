"""What is known of a figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from producflow.domain.metrics import working

CURRENCY = "currency"
"""Unit of an amount of money: the plant's own currency stands in its place where it is shown."""
PERCENT = 100.0
PRODUCTION, MONEY, MAINTENANCE, PLANT = "Production", "Money", "Maintenance", "Plant"
OWN = "ProducFlow's own rule; no standard defines it"


@dataclass(frozen=True)
class Input:
    """What figures are worked out from."""

    name: str
    """Its column in tables of sums."""
    label: str
    unit: str
    """What people read."""
    digits: int = 0
    """After the decimal point, when it is shown."""
    words: str = ""
    """What a formula calls it, where that is not its label."""
    description: str | None = None
    """What it means, where its label does not say it all."""

    def unit_in(self, currency: str) -> str:
        """Its unit, money in the plant's currency."""
        return self.unit.replace(CURRENCY, currency)


@dataclass(frozen=True)
class Metric:
    """One figure."""

    name: str
    """What reports, the API and addresses call it."""
    label: str
    """What people read; begins a sentence."""
    unit: str
    """``%``, ``units``, ``h``, ``min``, `CURRENCY` or nothing for a plain count."""
    digits: int
    """After the decimal point, when it is shown."""
    explained: str
    """How it comes about, in words; follows the working where there is one."""
    standard: str
    """What ISO 22400-2:2014 (or another source) calls it, or that none does."""
    help: str
    """What it tells, in plain language."""
    better: Literal["up", "down"] | None = None
    """In which direction it should go; None: neither is good or bad."""
    column: str = ""
    """Its name in tables of sums, where that is another one."""
    group: str = PRODUCTION
    """Under which heading the docs list it."""
    working: str = ""
    """Its formula, with inputs and other metrics in braces, see :mod:`producflow.domain.metrics.working`: what it is
    computed by and what its receipt shows. Shares are fractions in it. Empty for what is counted or cut to size."""
    words: str = ""
    """What the formulas of others call it, where that is not its label."""

    @property
    def of_rows(self) -> str:
        """Its column in a table of sums and ratios."""
        return self.column or self.name

    def unit_in(self, currency: str) -> str:
        """Its unit, money in the plant's currency."""
        return currency if self.unit == CURRENCY else self.unit

    @property
    def direction(self) -> int:
        """1 where more of it is better, -1 where less is, 0 where neither is."""
        return {"up": 1, "down": -1, None: 0}[self.better]

    @property
    def heading(self) -> str:
        """Label and unit: ``Efficiency [%]``."""
        return f"{self.label} [{self.unit}]"

    @property
    def in_sentence(self) -> str:
        """Its label within a sentence: ``efficiency``, but ``OEE``."""
        return self.label if self.label.isupper() else self.label.lower()

    @property
    def terms(self) -> tuple[str, ...]:
        """Inputs and other metrics that stand in its working."""
        return working.terms(self.working)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What it is worked out from in the end."""
        of_terms = (METRICS[term].inputs if _worked_out(term) else (term,) for term in self.terms)
        return tuple(dict.fromkeys(name for names in of_terms for name in names))

    def of(self, sums: Mapping[str, Any] | Any = None, /, **more: Any) -> Any:
        """Work it out.

        Parameters
        ----------
        sums : mapping or DataFrame, shape (n, columns)
            Its `inputs` by name, float or Series each; sums are added up first, a ratio is never a mean of ratios.
        **more : float or Series
            Further ones.

        Returns
        -------
        float or Series, shape (n,)
            In its unit, in full precision; missing where an input is, or where there is nothing to divide by.
        """
        return _plain(self.working, more if sums is None else sums) * (PERCENT if self.unit == "%" else 1.0)

    def fraction(self, sums: Mapping[str, Any]) -> tuple[Any, Any]:
        """What stands above and what below in it, of a ratio whose terms are sums."""
        top, bottom = (working.value(part, sums.__getitem__) for part in working.fraction(self.working))
        return top, bottom

    @property
    def formula(self) -> str:
        """How it comes about, in words; that minutes are turned into hours goes without saying."""
        return working.filled(self.working.removesuffix(" ÷ 60"), _called) + self.explained

    @property
    def description(self) -> str:
        """Everything about it in a few sentences: what stands behind the question mark beside it."""
        return f"{self.help} {self.label} = {self.formula}. {self.standard}."


METRICS: dict[str, Metric] = {}
"""Every metric by its name."""
BY_COLUMN: dict[str, Metric] = {}
"""Every metric by its column in tables of sums and ratios."""
INPUTS: dict[str, Input] = {}
"""Every input by its column."""


def of_column(column: str) -> Metric | None:
    """The metric that a column of a table shows; None for others."""
    return BY_COLUMN.get(column) or METRICS.get(column)


def shown_as(column: str) -> Metric | Input:
    """What a column of a table shows: a metric, or what metrics are worked out from."""
    return of_column(column) or INPUTS[column]


def _plain(formula: str, sums: Any) -> Any:
    """What a formula comes to, shares as fractions; of another metric that is given, what is given."""

    def of(term: str) -> Any:
        given = not _worked_out(term) or (METRICS[term].unit != "%" and term in sums)
        return sums[term] if given else _plain(METRICS[term].working, sums)

    return working.value(formula, of)


def _worked_out(term: str) -> bool:
    return term in METRICS and bool(METRICS[term].working)


def _called(term: str) -> str:
    named = shown_as(term)
    return named.words or (named.in_sentence if isinstance(named, Metric) else named.label.lower())
