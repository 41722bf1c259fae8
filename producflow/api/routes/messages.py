"""Messages: who is told what by mail, webhook or service, and what became of it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.access.signing import webhook_secret
from producflow.api.dependencies import AppSettings, AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.routing import Routes
from producflow.api.schemas.messages import MadeSubscription, Message, NewSubscription, State, Subscription
from producflow.errors import InvalidInput
from producflow.operations import subscriptions
from producflow.operations.addresses import WEBHOOK, hidden
from producflow.reports.links import Link

routes = Routes("Messages")


@routes.get("/subscriptions", Permission.VIEW, response_model=list[Subscription])
def list_subscriptions(
    store: AppStore,
    actor: CurrentActor,
    of_all: Annotated[bool, Query(description="Those of everybody, which takes a manager; else your own.")] = False,
    skip: Skip = 0,
    limit: Limit = 100,
) -> Any:
    """Who is told what, the oldest first."""
    return [_shown(row) for row in subscriptions.listed(store, actor, of_all=of_all)[skip : skip + limit]]


@routes.post("/subscriptions", Permission.SUBSCRIBE, response_model=MadeSubscription, errors=(404, 409))
def subscribe(new: NewSubscription, store: AppStore, actor: CurrentActor, settings: AppSettings) -> Any:
    """Be told from now on; addresses that are not your own take a manager."""
    asked = new.model_dump()
    hours = asked.pop("hours_from"), asked.pop("hours_until")
    if (hours[0] is None) is not (hours[1] is None):
        raise InvalidInput("Give both hours_from and hours_until, or none of them.", "hours_until")
    report = asked.pop("report")
    page, _, query = (report or "").partition("?")
    link = None if report is None else Link.of(page, query)
    made = subscriptions.subscribe(store, actor, **asked, hours=None if hours[0] is None else hours, report=link)
    secret = webhook_secret(settings, int(made["id"])) if made["channel"] == WEBHOOK else None
    return _shown(made | {"full_name": actor.full_name}) | {"secret": secret}


@routes.delete("/subscriptions/{subscription_id:int}", Permission.SUBSCRIBE, response_model=Subscription, errors=(404,))
def unsubscribe(subscription_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Be told no more, nor what still waits; a manager ends those of others too."""
    return _shown(subscriptions.unsubscribe(store, actor, subscription_id))


@routes.post("/subscriptions/{subscription_id:int}/trial", Permission.SUBSCRIBE, response_model=Message, errors=(404,))
def send_a_trial(subscription_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Send a message that says that it is a trial."""
    row = subscriptions.trial(store, actor, subscription_id)
    return row | {"state": "waiting", "full_name": None, "channel": None, "address": None}


@routes.get("/messages", Permission.MANAGE_MESSAGES, response_model=list[Message])
def list_messages(
    store: AppStore,
    actor: CurrentActor,
    state: Annotated[State | None, Query(description="Only those that were sent, wait or were given up.")] = None,
    skip: Skip = 0,
    limit: Limit = 100,
) -> Any:
    """What was sent within 90 days, waits or was given up, the newest first."""
    found = subscriptions.outbox(store, actor, state, skip=skip, limit=limit)
    return [_shown(row) if row["address"] else row for row in found]


@routes.post("/messages/{message_id:int}/again", Permission.MANAGE_MESSAGES, response_model=Message, errors=(404,))
def send_again(message_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Let a message that was given up be tried again."""
    row = subscriptions.again(store, actor, message_id)
    return row | {"state": "waiting", "full_name": None, "channel": None, "address": None}


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "address": hidden(row["channel"], row["address"])}
