"""Values as they come over the wire: strict where JSON is, bounded where the database and the calendar are."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue

from producflow.domain.metrics import METRICS
from producflow.domain.plant import PlantSettings
from producflow.domain.rules import FIRST_YEAR, LARGEST_COUNT, LAST_YEAR, RULES, Compared, Longest
from producflow.operations.checks import CONTROLS, HALVES
from producflow.pages import WITH_FIGURES

LIMITS = {">=": "minimum", "<=": "maximum", ">": "exclusiveMinimum"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MIDNIGHT = re.compile(rf"(?P<day>{DAY.pattern})[Tt ]00:00(:00([.,]0+)?)?([Zz]|[+-]\d\d(:?\d\d)?)?")
"""How clients of the older backend write a day: its midnight, in whichever zone they are."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*")


@dataclass(frozen=True)
class OneOf:
    """Narrows a text to values that stand elsewhere, as a ``Literal`` of them would."""

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, _source: Any, handler: GetCoreSchemaHandler) -> Any:
        """What pydantic checks."""
        return handler.generate_schema(Literal[self.values])


def _day_text(value: Any) -> Any:
    if isinstance(value, str):
        midnight = MIDNIGHT.fullmatch(value)
        value = midnight["day"] if midnight else value
    if not isinstance(value, str | date) or (isinstance(value, str) and not DAY.fullmatch(value)):
        raise ValueError("a day is written as 2026-03-31")
    return value


def _instant_text(value: Any) -> Any:
    # Pydantic would take a number, in a text too, for seconds since 1970.
    if not isinstance(value, str | datetime) or (isinstance(value, str) and not INSTANT.fullmatch(value)):
        raise ValueError("an instant is written as 2026-03-31T14:05:00+02:00")
    return value


def _known_year(value: Any) -> Any:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(
            f"{value.isoformat()} is not between the years {FIRST_YEAR} and {LAST_YEAR}; correct the year."
        )
    return value


def _whole(value: str) -> str:
    if HALVES.search(value):
        raise ValueError("half of a character cannot be stored")
    return value


def _spelled(value: str) -> str:
    if CONTROLS.search(value):
        raise ValueError("control characters cannot be stored")
    return value


Day = Annotated[date, BeforeValidator(_day_text), AfterValidator(_known_year)]
Instant = Annotated[datetime, BeforeValidator(_instant_text), AfterValidator(_known_year)]
Whole = Annotated[str, AfterValidator(_whole)]
Text = Annotated[Whole, AfterValidator(_spelled)]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
FigurePage = Annotated[str, OneOf(WITH_FIGURES)]
Prose = Annotated[Text, Field(max_length=2000)]
Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_COUNT)]
PathId = Annotated[int, Path(ge=1, le=LARGEST_COUNT, examples=[1])]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Amount = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e12)]

_day: TypeAdapter[date] = TypeAdapter(Day)
_instant: TypeAdapter[datetime] = TypeAdapter(Instant)


def _day_or_instant(value: Any) -> date | datetime:
    if isinstance(value, str) and DAY.fullmatch(value):
        return _day.validate_python(value)
    return _instant.validate_python(value)


Moment = Annotated[
    date | datetime,
    BeforeValidator(_day_or_instant),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
"""A production day or an instant."""


def on_plant_clock(value: datetime, plant: PlantSettings) -> datetime:
    """An aware instant: one without an offset is read on the plant's clock."""
    return value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(plant.timezone))


def figure(name: str, more: str = "", unit: str = "") -> Any:
    """A field that holds a metric, described by what it means, what else to know, and its unit."""
    metric = METRICS[name]
    unit = unit or metric.unit_in("plant currency")
    described = [f"{metric.label}: {metric.formula}.", more, unit and f"[{unit}]"]
    return Field(description=" ".join(filter(None, described)))


def shown(example: dict[str, Any]) -> ConfigDict:
    """Configuration of a model whose documentation shows an example."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class Body(BaseModel):
    """What a call brings; a field that it does not have is refused, so that nothing is set in passing."""

    model_config = ConfigDict(extra="forbid")

    def values(self, plant: PlantSettings, *, only_given: bool = False) -> dict[str, Any]:
        """The fields, with every instant aware.

        Parameters
        ----------
        plant : PlantSettings
            Its clock reads instants without an offset.
        only_given : bool
            Leave out fields that the caller left out.
        """
        found = self.model_dump(exclude_unset=only_given)
        return {
            name: on_plant_clock(value, plant) if isinstance(value, datetime) else value
            for name, value in found.items()
        }


@dataclass(frozen=True)
class Held:
    """A field whose limits the rules of a table hold, in the words of every door; the document only tells them."""

    table: str
    field: str
    """As in :data:`producflow.domain.rules.RULES`."""

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell the limits."""
        told = handler(core)
        for test in (rule.test for rule in RULES[self.table] if rule.field == self.field):
            if isinstance(test, Longest):
                told["maxLength"] = test.characters
            elif isinstance(test, Compared) and isinstance(test.bound, int | float):
                told[LIMITS[test.relation]] = test.bound
        return told


def left_out(**limits: Any) -> Any:
    """A field that a caller may leave out but not empty."""

    def without_default(schema: dict[str, Any]) -> None:
        schema.pop("default", None)

    return Field(default=None, json_schema_extra=without_default, **limits)
