"""Who is told what by messages, and what became of them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Id, Name, OneOf, Text, shown
from producflow.operations.addresses import CHANNELS, LONGEST
from producflow.operations.alerts import ALERT_PRIORITIES
from producflow.operations.subscriptions import DAY, EVERY, LONGEST_WAIT, TOLD

Told = Annotated[str, OneOf(TOLD)]
Channel = Annotated[str, OneOf(CHANNELS)]
Every = Annotated[str, OneOf(EVERY)]
LeastPriority = Annotated[str, OneOf(ALERT_PRIORITIES)]
State = Annotated[str, OneOf(("sent", "waiting", "given up"))]
MinuteOfDay = Annotated[int, Field(strict=True, ge=0, le=DAY)]
OF_TOLD = "`alerts` as they come, a summary after each `shift`, or a page as PDF (`report`)."
OF_WAIT = "0: at once; more: only what nobody has acknowledged so long after it was raised. [min]"
OF_PLACES = (
    "Of alerts: only of machines of any of these areas, on any of these lines, whichever belong to them when it begins."
)
OF_HOURS = (
    "Minutes since midnight on the plant's clock; what begins outside is told when they begin. Null: at any hour."
)
ASKED: dict[str, Any] = {"told": "alerts", "channel": "webhook", "address": "https://mes.example/producflow"}
ASKED |= {
    "equipment_ids": None,
    "areas": ["Assembly"],
    "lines": ["Line 1"],
    "least_priority": "high",
    "wait_minutes": 0,
    "hours_from": None,
    "hours_until": None,
}
ASKED |= {"report": None, "every": None}


class NewSubscription(Body):
    """What to tell whom."""

    model_config = shown(ASKED)

    told: Told = Field(description=OF_TOLD)
    channel: Channel = "email"
    address: Annotated[Text, Field(max_length=LONGEST)] | None = Field(
        default=None, description="Null: your own address of mail. Any other one takes a manager."
    )
    equipment_ids: Annotated[list[Id], Field(max_length=1_000)] | None = Field(
        default=None, description="Of alerts: of these machines only."
    )
    areas: Annotated[list[Name], Field(max_length=100)] | None = Field(default=None, description=OF_PLACES)
    lines: Annotated[list[Name], Field(max_length=100)] | None = Field(default=None, description=OF_PLACES)
    least_priority: LeastPriority = Field(default="high", description="Of alerts: this one and above.")
    wait_minutes: Annotated[int, Field(strict=True, ge=0, le=LONGEST_WAIT)] = Field(default=0, description=OF_WAIT)
    hours_from: MinuteOfDay | None = Field(default=None, description=OF_HOURS)
    hours_until: MinuteOfDay | None = None
    report: Annotated[Text, Field(max_length=4_000)] | None = Field(
        default=None,
        description="Of reports: address of the page with what is chosen on it.",
        examples=["losses?period=30d"],
    )
    every: Every | None = Field(default=None, description="Of reports: after each shift, or once a week has ended.")


class Subscription(BaseModel):
    """Who is told what."""

    model_config = shown(
        {"id": 2, "user_id": 4, "full_name": "Ann", "created_at": "2026-03-31T14:05:00Z"}
        | {**ASKED, "address": "https://mes.example/…"}
    )

    id: int
    user_id: int
    full_name: str
    told: Told
    channel: Channel
    address: str = Field(description="Of a URL only where it leads: the rest of it lets somebody in.")
    equipment_ids: list[int] | None
    areas: list[str] | None
    lines: list[str] | None
    least_priority: LeastPriority | None
    wait_minutes: int | None
    hours_from: int | None
    hours_until: int | None
    report: str | None
    every: Every | None
    created_at: datetime


class MadeSubscription(Subscription):
    """A subscription that was just made."""

    secret: str | None = Field(
        description="Of a webhook: the secret with which its messages are signed, see standardwebhooks.com."
    )


class Message(BaseModel):
    """A message, and what became of it."""

    model_config = shown(
        {"id": 9, "subscription_id": 2, "full_name": "Ann", "channel": "webhook", "address": "https://mes.example/…"}
        | {"occasion": "alerts", "title": "Critical: Temperature above 95 °C – Press 1", "state": "given up"}
        | {"created_at": "2026-03-31T14:05:00Z", "due_at": "2026-04-01T14:05:00Z", "attempts": 31, "sent_at": None}
        | {"given_up_at": "2026-04-01T14:05:00Z", "problem": "The receiver answered 503."}
    )

    id: int
    subscription_id: int
    full_name: str | None = Field(description="Whose it is; null: nobody is told this any more.")
    channel: Channel | None
    address: str | None
    occasion: str
    title: str
    state: State
    created_at: datetime
    due_at: datetime = Field(description="Not tried again before.")
    attempts: int
    sent_at: datetime | None
    given_up_at: datetime | None
    problem: str | None = Field(description="Why the last attempt failed.")
