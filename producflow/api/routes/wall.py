"""The wall: what screens in the hall show, and the links that let them."""

from dataclasses import asdict
from typing import Any

from fastapi import Request

from producflow import __version__
from producflow.access import wall_links
from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Minute, ScreenLink, Skip, answered, settings_of
from producflow.api.fields import PathId
from producflow.api.routing import Open, Routes
from producflow.api.schemas.wall import MadeWallLink, NewWallLink, Wall, WallLink
from producflow.reports.wall import wall

routes = Routes("Wall")


@routes.get("/wall", Open.SCREEN, response_model=Wall)
async def show_the_wall(store: AppStore, link: ScreenLink, now: Minute) -> Any:
    """What a screen shows, in words. Its link is good for this call and for no other."""
    return asdict(await answered(store, wall, link["location"], now, link["area"], link["line"])) | {
        "version": __version__
    }


@routes.get("/wall/links", Permission.MANAGE_SCREENS, response_model=list[WallLink])
def list_wall_links(store: AppStore, actor: CurrentActor, skip: Skip = 0, limit: Limit = 100) -> Any:
    """All links of screens, revoked ones included, the newest first."""
    return wall_links.everyone(store, actor)[skip : skip + limit]


@routes.post("/wall/links", Permission.MANAGE_SCREENS, response_model=MadeWallLink)
def create_wall_link(request: Request, new: NewWallLink, store: AppStore, actor: CurrentActor) -> Any:
    """Make a link for a screen; its token is shown in this answer and never again."""
    token, row = wall_links.create(store, actor, new.name, new.location, new.area, new.line)
    return row | {"token": token, "address": f"{settings_of(request).path}/wall#{token}"}


@routes.delete("/wall/links/{link_id:int}", Permission.MANAGE_SCREENS, response_model=WallLink, errors=(404, 409))
def revoke_wall_link(link_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Revoke the link of a screen; it stays in the list, and the screen shows nothing of the plant from then on."""
    return wall_links.revoke(store, actor, link_id)
