"""What a plant decides for itself."""

from dataclasses import asdict
from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Plant
from producflow.api.routing import Routes
from producflow.api.schemas.plant import Settings, SettingsChange
from producflow.operations import plant as operations

routes = Routes("Plant")


@routes.get("/plant/settings", Permission.VIEW, response_model=Settings)
def read_plant_settings(plant: Plant) -> Any:
    """The settings in force: what the plant has set, the defaults for the rest."""
    return asdict(plant)


@routes.patch("/plant/settings", Permission.MANAGE_PLANT, response_model=Settings)
def change_plant_settings(change: SettingsChange, store: AppStore, actor: CurrentActor) -> Any:
    """Change some of the plant's settings; what is left out stays.

    `closed_until` closes the production days up to one: what was entered of them changes with a reason only.
    """
    return asdict(operations.change_settings(store, actor, change.model_dump(exclude_unset=True)))
