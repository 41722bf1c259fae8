"""What a route may ask for: the store, who is calling, the plant's clock, a page of a list."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.security import OAuth2PasswordBearer

from producflow.access import api_keys, tokens
from producflow.access.roles import Actor, Permission
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


def current_actor(
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
    actor = api_keys.actor_of(store, token) if api_keys.is_key(token) else tokens.actor_of(store, token, settings)
    request.state.caller = actor.email
    return actor


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


def get_plant(store: AppStore, settings: AppSettings) -> PlantSettings:
    """The plant's settings in force."""
    return plant_settings(store, settings.timezone)


async def get_now() -> datetime:
    """The current instant."""
    return datetime.now(UTC)


Plant = Annotated[PlantSettings, Depends(get_plant)]
Now = Annotated[datetime, Depends(get_now)]
Skip = Annotated[
    int, Query(ge=0, le=FURTHEST_SKIP, description="Rows to leave out from the start of the list.", examples=[0])
]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Most rows to answer with.", examples=[100])]
