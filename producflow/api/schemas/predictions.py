"""Predictions, and how they were."""

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from producflow.api.fields import Body, shown

Verdict = Literal["useful", "false", "too late"]
Outcome = Literal["job", "stop", "excursion", "nothing", "not known"]

MADE = {
    "id": 12,
    "equipment_id": 2,
    "machine": "CNC Milling Machine #2",
    "sensor_type": "vibration",
    "method": "trend towards a limit",
    "version": 1,
    "made_at": "2026-03-21T00:00:00Z",
    "since": "2026-03-12T18:00:00Z",
    "horizon_ends_at": "2026-03-28T16:00:00Z",
    "until_from": "2026-03-23T15:00:00Z",
    "until_to": "2026-03-28T16:00:00Z",
    "limit_name": "warn_high",
    "limit_value": 2.0,
    "score": 0.55,
    "confidence": 0.72,
    "outcomes": 41,
    "outcomes_true": 29,
    "words": "Vibration has risen since 12 Mar 2026 from its usual 1.083 mm/s to 1.588 mm/s, of late by 0.072 mm/s a "
    "day. If that goes on, its mean of a day crosses the warning limit of 2 mm/s between 23 Mar 2026 and 28 Mar 2026.",
    "inputs": {"reference": 1.083, "spread": 0.02, "level": 1.588, "limit": 2.0, "slope_per_day": 0.072},
    "hindsight": False,
}


def _parsed(stored: str | dict[str, Any]) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


class Prediction(BaseModel):
    """What was foretold, as it was made, and what became of it."""

    model_config = shown(
        {**MADE, "is_over": True, "came_true": True, "what": "excursion", "happened_at": "2026-03-25T18:00:00Z"}
        | {"window_held": True, "chance": 0.31, "verdict": "useful", "verdict_by": "Ann"}
        | {"verdict_at": "2026-03-24T06:10:00Z", "created_at": "2026-03-21T00:12:00Z"}
    )

    id: int
    equipment_id: int
    machine: str
    sensor_type: str
    method: str
    version: int = Field(description="Of the method; like predictions are of one method and version.")
    made_at: datetime = Field(description="It rests on readings before that.")
    since: datetime = Field(description="When what was seen began.")
    horizon_ends_at: datetime = Field(description="When it is judged.")
    until_from: datetime | None = Field(description="Window in which the limit is crossed; null: none is told.")
    until_to: datetime | None
    limit_name: str | None = Field(description="Null: it is of no limit.")
    limit_value: float | None = Field(description="That held then, in the sensor's unit.")
    score: float = Field(description="Share of the way from its usual level to the limit.")
    confidence: float | None = Field(description="0 to 1; null: not enough outcomes of like ones were known then.")
    outcomes: int = Field(description="Of like ones, known then.")
    outcomes_true: int = Field(description="Of these, came true.")
    words: str
    inputs: Annotated[dict[str, Any], BeforeValidator(_parsed)] = Field(description="The few figures that it rests on.")
    hindsight: bool = Field(description="Made later than its readings came, yet from no later ones.")
    is_over: bool = Field(description="Whether it has been judged.")
    came_true: bool | None = Field(description="By what a person said, else by what was found; null: not known.")
    what: Outcome | None = Field(description="The first that happened within the horizon.")
    happened_at: datetime | None
    window_held: bool | None = Field(description="Null: no window, or a job kept the limit from being crossed.")
    chance: float | None = Field(description="Share of horizons as long in which something happened too. 0 to 1.")
    verdict: Verdict | None
    verdict_by: str | None
    verdict_at: datetime | None
    created_at: datetime


class NewVerdict(Body):
    """How a prediction was."""

    model_config = shown({"verdict": "useful"})

    verdict: Verdict
