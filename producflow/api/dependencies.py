"""What a route may ask for: the store, who is calling, the plant's clock, a page of a list."""

import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.security import OAuth2PasswordBearer
from starlette.concurrency import run_in_threadpool

from producflow.access import api_keys, tokens
from producflow.access.roles import Actor, Permission
from producflow.api.kept import Kept
from producflow.api.limits import Limiter, Rate
from producflow.domain.plant import PlantSettings
from producflow.errors import NotSignedIn
from producflow.reports.plant import plant_settings
from producflow.settings import Settings
from producflow.store.database import Store, open_store

MOST_ROWS = 1000
FURTHEST_SKIP = 2**31 - 1
MOST_TOKEN_CHARACTERS = 4096

bearer = OAuth2PasswordBearer(
    "token",  # relative to the document, and so to wherever the API is mounted
    scheme_name="Sign in",
    description="Sign in at `/api/token` with email and password, or send an API key as the bearer token.",
    auto_error=False,
)


async def get_settings(request: Request) -> Settings:
    """Settings that the API was made with."""
    found: Settings = request.app.state.settings
    return found


async def get_store(settings: Annotated[Settings, Depends(get_settings)]) -> Store:
    """The open store of this process."""
    return open_store(settings.database)


async def get_limiter(request: Request) -> Limiter:
    """Counter of calls."""
    found: Limiter = request.app.state.limiter
    return found


async def address(request: Request) -> str:
    """Network address that the call comes from."""
    return request.client.host if request.client else "unknown"


AppSettings = Annotated[Settings, Depends(get_settings)]
AppStore = Annotated[Store, Depends(get_store)]
AppLimiter = Annotated[Limiter, Depends(get_limiter)]
Address = Annotated[str, Depends(address)]


async def current_actor(
    request: Request, store: AppStore, settings: AppSettings, token: Annotated[str | None, Depends(bearer)]
) -> Actor:
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
    callers: Kept[Actor] = request.app.state.callers
    version = store.data_version
    actor = callers.known(version, (store, token))
    if actor is None:
        actor = await run_in_threadpool(_ask_who, store, settings, token)
        callers.keep(version, (store, token), actor, seconds=_left(token))
    request.state.caller = actor.email
    return actor


def _ask_who(store: Store, settings: Settings, token: str) -> Actor:
    return api_keys.actor_of(store, token) if api_keys.is_key(token) else tokens.actor_of(store, token, settings)


def _left(token: str) -> float | None:
    """Time until a token that was just found good runs out. [s]"""
    return None if api_keys.is_key(token) else tokens.expires_at(token) - time.time()


CurrentActor = Annotated[Actor, Depends(current_actor)]


def anyone(rate: Rate) -> Callable[..., Coroutine[Any, Any, None]]:
    """Let every caller through, as often as the address may."""

    async def check(limiter: AppLimiter, where: Address) -> None:
        limiter.address(rate, where)

    return check


def guard(permission: Permission | None, rate: Rate) -> Callable[..., Coroutine[Any, Any, None]]:
    """Let callers through that are signed in and whose role may, as often as they and their address may."""

    async def check(limiter: AppLimiter, actor: CurrentActor) -> None:
        if permission is not None:
            actor.require(permission)
        limiter.caller(rate, actor.email)

    count = anyone(rate)

    async def check_both(
        _counted: Annotated[None, Depends(count)],  # first, so that guessed tokens are counted too
        _allowed: Annotated[None, Depends(check)],
    ) -> None:
        return

    return check_both


async def get_plant(request: Request, store: AppStore, settings: AppSettings) -> PlantSettings:
    """The plant's settings in force."""
    plants: Kept[PlantSettings] = request.app.state.plants
    version = store.data_version
    found = plants.known(version, store)
    if found is None:
        found = await run_in_threadpool(plant_settings, store, settings.timezone)
        plants.keep(version, store, found)
    return found


async def get_now() -> datetime:
    """The current instant."""
    return datetime.now(UTC)


Plant = Annotated[PlantSettings, Depends(get_plant)]


async def get_minute(now: Annotated[datetime, Depends(get_now)]) -> datetime:
    """The current minute: a whole one, so that what is computed from it can be shared."""
    return now.replace(second=0, microsecond=0)


async def get_figures(request: Request) -> Kept[dict[str, Any]]:
    """Figures that were computed lately."""
    found: Kept[dict[str, Any]] = request.app.state.figures
    return found


Now = Annotated[datetime, Depends(get_now)]
Minute = Annotated[datetime, Depends(get_minute)]
Figures = Annotated[Kept[dict[str, Any]], Depends(get_figures)]
Skip = Annotated[
    int, Query(ge=0, le=FURTHEST_SKIP, description="Rows to leave out from the start of the list.", examples=[0])
]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Most rows to answer with.", examples=[100])]
