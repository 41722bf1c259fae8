"""Keys with which machines and programs call the API."""

from typing import Any

from producflow.access import api_keys
from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.routing import Routes
from producflow.api.schemas.keys import ApiKey, MadeApiKey, NewApiKey, Rotation

routes = Routes("API keys")


@routes.get("/keys", Permission.MANAGE_USERS, response_model=list[ApiKey])
def list_keys(store: AppStore, actor: CurrentActor, skip: Skip = 0, limit: Limit = 100) -> Any:
    """All keys, revoked ones included, by name."""
    return api_keys.everyone(store, actor)[skip : skip + limit]


@routes.post("/keys", Permission.MANAGE_USERS, response_model=MadeApiKey, errors=(409,))
def create_key(new: NewApiKey, store: AppStore, actor: CurrentActor) -> Any:
    """Make a key; it is shown in this answer and never again."""
    key, row = api_keys.create(store, actor, **new.model_dump())
    return row | {"key": key}


@routes.post("/keys/{key_id:int}/rotate", Permission.MANAGE_USERS, response_model=MadeApiKey, errors=(404, 409))
def rotate_key(key_id: PathId, rotation: Rotation, store: AppStore, actor: CurrentActor) -> Any:
    """Give a key another secret, shown in this answer and never again; the present one works beside it for a while."""
    key, row = api_keys.rotate(store, actor, key_id, **rotation.model_dump())
    return row | {"key": key}


@routes.delete("/keys/{key_id:int}", Permission.MANAGE_USERS, response_model=ApiKey, errors=(404, 409))
def revoke_key(key_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Revoke a key; it stays in the list, and is refused from the next call on."""
    return api_keys.revoke(store, actor, key_id)
