"""The wall, and the links of its screens."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Name, OneOf, Text, shown
from producflow.domain.goals import VERDICTS
from producflow.reports.now import STATES

LINK = {
    "id": 1,
    "name": "Hall A, above gate 2",
    "location": "Hall A",
    "area": "Assembly",
    "line": None,
    "created_by": 1,
    "created_at": "2026-03-31T14:05:00Z",
    "last_used_at": None,
    "revoked_at": None,
    "revoked_by": None,
}


class WallLink(BaseModel):
    """The link of a screen, without what its address carries."""

    model_config = shown(LINK)

    id: int
    name: str
    location: str | None = Field(description="Only machines that stand there; null: all.")
    area: str | None = Field(description="Only machines of this area; null: of any.")
    line: str | None = Field(description="Only machines on this line; null: on any.")
    created_by: int | None
    created_at: datetime
    last_used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None
    revoked_by: int | None


class MadeWallLink(WallLink):
    """A link that was just made."""

    model_config = shown({**LINK, "token": "pfw_…", "address": "/wall#pfw_…"})

    token: str = Field(description="Shown this once.")
    address: str = Field(
        description="What the screen opens, behind the address of the server; `?theme=dark` or `light` may stand "
        "before the `#`."
    )


class NewWallLink(Body):
    """A link to make."""

    model_config = shown({"name": "Hall A, above gate 2", "location": "Hall A"})

    name: Annotated[Text, Field(min_length=1, max_length=100, description="Where the screen hangs.")]
    location: Name | None = Field(default=None, description="Only machines that stand there; all unless given.")
    area: Name | None = Field(default=None, description="Only machines of this area.")
    line: Name | None = Field(default=None, description="Only machines on this line.")


WALL = {
    "at": "14:32",
    "headline": "Press 1 is too hot: 88.7 °C, limit 85",
    "now": "Limit crossed at 14:27, 5 min ago. Notes, stops and jobs name no cause.",
    "machines": [
        {
            "name": "Press 1",
            "state": "critical",
            "lasts": "Critical 5 min",
            "what": "88.7 °C, limit 85",
            "cause": "",
        }
    ],
    "wanting": "",
    "others": "3 more run",
    "figures": [
        {
            "label": "OEE",
            "unit": "%",
            "value": "82.0",
            "goal": "Goal 85.0",
            "sign": "so far",
            "gap": "−3.0 pts",
            "verdict": None,
        }
    ],
    "period": "figures of today so far",
    "readings": "newest reading 14:31",
    "old": False,
    "version": "1.0.0",
}


class WallMachine(BaseModel):
    """One machine, in words."""

    name: str
    state: Annotated[str, OneOf(STATES)]
    lasts: str = Field(description="The state, and for how long.", examples=["Critical 1 h 31 min"])
    what: str
    cause: str


class WallFigure(BaseModel):
    """One figure, in words."""

    label: str
    unit: str
    value: str
    goal: str
    sign: str
    gap: str
    verdict: Annotated[str, OneOf(VERDICTS)] | None


class Wall(BaseModel):
    """What a screen shows, in words."""

    model_config = shown(WALL)

    at: str = Field(description="The minute, by the plant's clock.", examples=["14:32"])
    headline: str
    now: str = Field(description="Since when, and what may be the cause; what is said where there are no machines.")
    machines: list[WallMachine] = Field(description="The gravest first; all others are only counted.")
    wanting: str = Field(description="How many more need attention.")
    others: str = Field(description="How the rest stands.")
    figures: list[WallFigure]
    period: str = Field(description="What the figures are of.")
    readings: str = Field(description="When the newest reading came.")
    old: bool = Field(description="Whether that is too long ago to say something of now.")
    version: str = Field(description="Of the server: a screen loads its page anew where it is another.")
