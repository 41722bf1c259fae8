"""What a route may ask for: the store, who is calling, the plant's clock, a page of a list."""

import time
from collections.abc import Callable, Coroutine, Hashable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request
from fastapi.security import OAuth2PasswordBearer
from starlette.concurrency import run_in_threadpool

from producflow.access import api_keys, tallies, tokens, wall_links
from producflow.access.roles import STRANGER, Actor, Permission
from producflow.api import key_machines
from producflow.api.rate_limits import Limiter, Rate
from producflow.domain.plant import PlantSettings
from producflow.domain.rules import LARGEST_COUNT
from producflow.errors import InvalidInput, NotSignedIn
from producflow.reports.plant import plant_settings
from producflow.settings import Settings
from producflow.store.database import Store, open_store

R = TypeVar("R")

MOST_ROWS = 1000
FURTHEST_SKIP = 2**31 - 1
MOST_TOKEN_CHARACTERS = 4096

KEY_USED = tallies.Kind("use", "api_keys", tallies.DAY)
KEY_REFUSED = tallies.Kind("key refused", "api_keys", tallies.HOUR)

bearer = OAuth2PasswordBearer(
    "token",  # relative to the document, and so to wherever the API is mounted
    scheme_name="Sign in",
    description="Sign in at `/api/token` with email and password.",
    auto_error=False,
)


# FastAPI takes longer to resolve a dependency than most of them take to answer: they are few, and none needs another.


def settings_of(request: Request) -> Settings:
    """Settings that the API was made with."""
    found: Settings = request.app.state.settings
    return found


async def get_store(request: Request) -> Store:
    """The open store of this process."""
    return open_store(settings_of(request).database)


def address_of(request: Request) -> str:
    """Network address that the call comes from."""
    return request.client.host if request.client else "unknown"


async def current_actor(request: Request) -> Actor:
    """Whoever calls, as the guard of the route has found."""
    found: Actor = request.state.actor
    return found


async def get_plant(request: Request) -> PlantSettings:
    """The plant's settings in force."""
    settings = settings_of(request)
    return await answered(open_store(settings.database), plant_settings, settings.timezone)


async def chosen_shift(
    request: Request, shift: Annotated[str | None, Query(description="A shift of the working calendar.")] = None
) -> str | None:
    """The shift that a call names.

    Raises
    ------
    InvalidInput
        If there is none of that name.
    """
    if shift is not None and shift not in (names := (await get_plant(request)).schedule.names):
        raise InvalidInput(f"There is no shift '{shift[:60]}'; choose one of {', '.join(names)}.", "shift")
    return shift


async def answered(store: Store, question: Callable[..., R], *arguments: Hashable) -> R:
    """An answer, see :mod:`producflow.store.answers`: at once if it stands, else worked out beside the event loop."""
    known = store.answers.standing(question, *arguments)
    return await run_in_threadpool(store.answers.ask, question, *arguments) if known is None else known


async def get_now() -> datetime:
    """The current instant."""
    return datetime.now(UTC)


def anyone(rate: Rate) -> Callable[..., Coroutine[Any, Any, None]]:
    """Let every caller through, as often as the address may."""

    async def check(request: Request) -> None:
        limiter: Limiter = request.app.state.limiter
        limiter.address(rate, address_of(request))

    return check


def guard(permission: Permission | None, rate: Rate, route: str) -> Callable[..., Coroutine[Any, Any, None]]:
    """Let callers through that are signed in and whose role may, as often as they and their address may."""

    async def check(request: Request, token: Annotated[str | None, Depends(bearer)]) -> None:
        limiter: Limiter = request.app.state.limiter
        limiter.address(rate, address_of(request))  # first, so that guessed tokens are counted too
        actor = await _known_caller(request, token)
        if actor.user_id is None:
            name = {"name": actor.full_name.removeprefix("API key ")}
            await _tell_use(request, KEY_USED, actor, name)
        if permission is not None:
            actor.require(permission)
        await key_machines.must_be_within(request, route, actor, open_store(settings_of(request).database))
        limiter.caller(rate, actor.email)
        request.state.actor = actor

    return check


def screen() -> Callable[..., Coroutine[Any, Any, None]]:
    """Let a screen through that has a link to the wall, and nobody else."""

    async def check(request: Request, token: Annotated[str | None, Depends(bearer)]) -> None:
        limiter: Limiter = request.app.state.limiter
        where = address_of(request)
        limiter.address(Rate.READ, where)
        store = open_store(settings_of(request).database)
        try:
            link = await answered(store, wall_links.of_token, (token or "")[:MOST_TOKEN_CHARACTERS], await get_minute())
        except NotSignedIn:
            # As few as wrong passwords, but apart from them: a screen whose link was revoked must shut nobody out.
            limiter.caller(Rate.SIGN_IN, f"a screen at {where}")
            raise
        request.state.link, request.state.caller = link, f"link {link['id']} of a screen"
        limiter.caller(Rate.READ, request.state.caller)

    return check


async def screen_link(request: Request) -> dict[str, Any]:
    """The link of the screen that calls, as :func:`screen` has found it."""
    found: dict[str, Any] = request.state.link
    return found


async def _tell_use(request: Request, kind: tallies.Kind, actor: Actor, said: dict[str, str] | None = None) -> None:
    """Count a call in the audit log; only the first of a period is written, beside the event loop."""
    store = open_store(settings_of(request).database)
    event = tallies.Event(kind, actor, address_of(request), said=said or {})
    if tallies.is_first(store, event):
        await run_in_threadpool(tallies.write, store, event)


async def _known_caller(request: Request, token: str | None) -> Actor:
    """Whoever the bearer token belongs to, as they are now.

    Raises
    ------
    NotSignedIn
        Without a token, or with one that does not hold (any more).
    """
    if not token:
        raise NotSignedIn("Sign in first: send a token from /api/token, or an API key, as 'Authorization: Bearer …'.")
    if len(token) > MOST_TOKEN_CHARACTERS:
        raise NotSignedIn("That is no token of this plant; sign in again.")
    settings = settings_of(request)
    store = open_store(settings.database)
    try:
        known, until = await answered(store, who_is, settings, token, await get_minute())
    except NotSignedIn:
        if api_keys.is_key(token):
            await _tell_use(request, KEY_REFUSED, STRANGER)
        raise
    if until is not None and until <= time.time():
        # Within the minute for which the answer is kept; a key is asked again, since it says why.
        if api_keys.is_key(token):
            await run_in_threadpool(api_keys.known, store, token)
        raise NotSignedIn(tokens.REFUSED)
    request.state.caller = known.email
    return known


def who_is(store: Store, settings: Settings, token: str, minute: datetime) -> tuple[Actor, float | None]:
    """Whoever a token or an API key stands for, and when it runs out if it does. [s since 1970]

    Asked anew every minute, since the use of a key is noted to the minute.
    """
    if api_keys.is_key(token):
        actor, until = api_keys.known(store, token, now=minute)
        return actor, None if until is None else until.timestamp()
    return tokens.actor_of(store, token, settings), tokens.expires_at(token)


async def get_minute() -> datetime:
    """The current minute: a whole one, so that what is computed from it can be shared."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


AppSettings = Annotated[Settings, Depends(settings_of)]
AppStore = Annotated[Store, Depends(get_store)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
Plant = Annotated[PlantSettings, Depends(get_plant)]
Now = Annotated[datetime, Depends(get_now)]
ScreenLink = Annotated[dict[str, Any], Depends(screen_link)]
Minute = Annotated[datetime, Depends(get_minute)]
Skip = Annotated[
    int, Query(ge=0, le=FURTHEST_SKIP, description="Rows to leave out from the start of the list.", examples=[0])
]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Most rows to answer with.", examples=[100])]
ShiftName = Annotated[str | None, Depends(chosen_shift)]
MachineId = Annotated[int | None, Query(ge=1, le=LARGEST_COUNT, description="Only of this machine.")]
FrozenToken = Annotated[
    str | None,
    Query(
        max_length=100,
        description="Token of a frozen link: answer from the rows that it keeps, as of when it was frozen.",
    ),
]
