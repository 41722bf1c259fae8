"""How figures came about."""

from datetime import date, datetime
from typing import Any

import pandas as pd
from pydantic import BaseModel, Field

from producflow.api.fields import shown
from producflow.reports import receipts
from producflow.reports.links import Link

EXAMPLE = {
    "figure": "availability",
    "label": "Availability",
    "value": 91.67,
    "unit": "%",
    "why_not": None,
    "formula": "run time ÷ planned time",
    "standard": "ISO 22400-2: availability",
    "first_day": "2026-03-25",
    "last_day": "2026-03-31",
    "machines": None,
    "shifts": None,
    "as_of": "2026-04-01T06:00:00Z",
    "working": [
        {
            "label": "Availability",
            "worked": "660 min ÷ 720 min",
            "expression": "{run_minutes} ÷ {planned_minutes}",
            "terms": {
                "run_minutes": {"value": 660.0, "unit": "min", "of": ""},
                "planned_minutes": {"value": 720.0, "unit": "min", "of": ""},
            },
            "value": 91.67,
            "unit": "%",
        }
    ],
    "used": [
        {
            "table": "production_records",
            "what": "2 production records",
            "total": 2,
            "sources": [
                {
                    "batch_id": 3,
                    "file_name": "mes-march.csv",
                    "kind": "production_records",
                    "imported_at": "2026-03-31T14:05:00Z",
                    "imported_by": "Ana Lys",
                    "rows": 2,
                    "lines": "2–3",
                    "more": 0,
                    "rejected": 1,
                }
            ],
            "rows": [],
        }
    ],
    "left_out": [{"count": 1, "what": "machine-shifts were expected to report and did not", "rows": []}],
    "notes": ["2 of 3 expected machine-shifts reported."],
    "address": "overview?receipt=availability&period=Custom&from=2026-03-25&to=2026-03-31",
}


class ReceiptTerm(BaseModel):
    """One figure of a formula."""

    value: float | None
    unit: str = Field(description="A term in % stands for hundredths.")
    of: str = Field(description="What it is of; empty where the formula says it already.")


class ReceiptStep(BaseModel):
    """One line of the working."""

    label: str
    worked: str = Field(description="The expression with the actual figures in it.")
    expression: str = Field(description="The same with the names of its terms in braces.")
    terms: dict[str, ReceiptTerm]
    value: float | None
    unit: str


class ReceiptSource(BaseModel):
    """An import that rows came from."""

    batch_id: int | None = Field(description="Null: a person or a program entered them.")
    file_name: str | None
    kind: str | None
    imported_at: datetime | None
    imported_by: str | None
    rows: int = Field(description="Of this import, behind the figure.")
    lines: str = Field(description="Of the file, in ranges.")
    more: int = Field(description="Further ranges that are not spelled out.")
    rejected: int = Field(description="Rows of the file that were rejected, whatever they were of.")


class ReceiptRows(BaseModel):
    """Rows that a figure rests on."""

    table: str
    what: str
    total: int
    sources: list[ReceiptSource]
    rows: list[dict[str, Any]] = Field(description="Those that were asked for; none with `explain`.")


class ReceiptLeftOut(BaseModel):
    """What a figure does not count, and why."""

    count: int
    what: str
    rows: list[dict[str, Any]]


class Receipt(BaseModel):
    """How a figure came about: the very one that the call answers, in full precision."""

    model_config = shown(EXAMPLE)

    figure: str
    label: str
    value: float | None
    unit: str
    why_not: str | None = Field(description="Why there is no value.")
    formula: str
    standard: str
    first_day: date
    last_day: date
    machines: list[int] | None = Field(description="Null: all.")
    shifts: list[str] | None = Field(description="Null: all.")
    as_of: datetime
    working: list[ReceiptStep] = Field(description="The last one is the figure itself.")
    used: list[ReceiptRows]
    left_out: list[ReceiptLeftOut]
    notes: list[str]
    address: str = Field(description="Where the dashboard shows it, behind the address of the server.")

    @classmethod
    def of(cls, found: receipts.Receipt, link: Link) -> "Receipt":
        """A receipt as programs see it; `link` opens it."""
        return cls(
            figure=found.wanted.figure,
            label=found.metric.label,
            value=found.value,
            unit=found.unit,
            why_not=found.why_not or None,
            formula=found.metric.formula,
            standard=found.metric.standard,
            first_day=found.view.first_day,
            last_day=found.view.last_day,
            machines=None if found.view.machines is None else list(found.view.machines),
            shifts=None if found.view.shifts is None else list(found.view.shifts),
            as_of=found.as_of,
            working=[ReceiptStep.model_validate(step, from_attributes=True) for step in found.working],
            used=[_used(used) for used in found.used],
            left_out=[
                ReceiptLeftOut(count=each.count, what=each.what, rows=plain(each.rows)) for each in found.left_out
            ],
            notes=list(found.notes),
            address=link.address,
        )


def _used(used: receipts.Used) -> ReceiptRows:
    sources = [ReceiptSource.model_validate(source, from_attributes=True) for source in used.sources]
    return ReceiptRows(table=used.table, what=used.called, total=used.total, sources=sources, rows=plain(used.rows))


def plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: missing values are null, days are days."""
    found = rows.copy()
    for name in found.columns:
        if pd.api.types.is_datetime64_dtype(found[name].dtype):
            found[name] = found[name].dt.strftime("%Y-%m-%d")
    values = found.astype(object).where(found.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in values.to_dict("records")]
