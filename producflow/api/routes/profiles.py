"""Import profiles: listed, carried from plant to plant, changed, removed."""

import json
from typing import Annotated, Any

from fastapi import Query, Response

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.routing import Routes
from producflow.api.schemas.profiles import ImportProfile, NewProfile, ProfileChange, ProfileDocument
from producflow.imports.columns import profile_documents, profiles

routes = Routes("Imports")


@routes.get("/imports/profiles", Permission.IMPORT, response_model=list[ImportProfile])
def list_profiles(store: AppStore, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Profiles by name, each with who saved it and when."""
    return [ImportProfile.of(profile) for profile in profiles.all_profiles(store)[skip : skip + limit]]


@routes.get("/imports/profiles/{profile_id:int}", Permission.IMPORT, response_model=ProfileDocument, errors=(404,))
def read_profile(profile_id: PathId, store: AppStore) -> Any:
    """A profile as a JSON file, to be kept or taken to another plant."""
    profile = store.read(profiles.numbered, profile_id)
    return Response(
        profile_documents.export_json(profile),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="profile-{profile_id}.json"'},
    )


@routes.post("/imports/profiles", Permission.IMPORT, response_model=ImportProfile, errors=(409,))
def add_profile(
    body: NewProfile,
    store: AppStore,
    actor: CurrentActor,
    replace: Annotated[bool, Query(description="Replace the profile of the same name.")] = False,
) -> Any:
    """Take in a profile, such as one that another plant exported."""
    return ImportProfile.of(profile_documents.import_json(store, actor, body.model_dump_json(), replace=replace))


@routes.put("/imports/profiles/{profile_id:int}", Permission.IMPORT, response_model=ImportProfile, errors=(404, 409))
def change_profile(profile_id: PathId, body: ProfileChange, store: AppStore, actor: CurrentActor) -> Any:
    """Rename a profile, change its mapping, or both."""
    mapping = None if body.mapping is None else profile_documents.mapping_from(json.dumps(body.mapping))
    return ImportProfile.of(profiles.change(store, actor, profile_id, name=body.name, mapping=mapping))


@routes.delete("/imports/profiles/{profile_id:int}", Permission.IMPORT, response_model=ImportProfile, errors=(404,))
def remove_profile(profile_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Forget a profile; what was imported with it stays. Answers what it was."""
    return ImportProfile.of(profiles.remove(store, actor, profile_id))
