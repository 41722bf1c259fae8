"""Notes on charts."""

from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Plant, Skip
from producflow.api.fields import PathId
from producflow.api.lookups import Machines
from producflow.api.periods import From, Period, To
from producflow.api.routing import Routes
from producflow.api.schemas.annotations import Annotation, AnnotationChange, NewAnnotation
from producflow.errors import InvalidInput
from producflow.operations import annotations
from producflow.store.queries import annotations as queries

routes = Routes("Annotations")


@routes.get("/annotations", Permission.VIEW, response_model=list[Annotation], errors=(404,))
def list_annotations(
    store: AppStore,
    machines: Machines,
    plant: Plant,
    skip: Skip = 0,
    limit: Limit = 100,
    start: From = None,
    to: To = None,
) -> Any:
    """Notes on charts, the newest first; removed ones are left out.

    A chart of a machine shows those of the machine and those of the whole plant, whose `equipment_id` is null.
    """
    first, last = Period(plant, start, to).instants()
    filters = {"machines": machines.of(store).machines, "from": first, "to": last}
    return store.read(queries.page, filters, skip, limit)


@routes.post("/annotations", Permission.ANNOTATE, response_model=Annotation, errors=(404,))
def create_annotation(new: NewAnnotation, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """Put a note on every chart over time of a machine, or of the whole plant."""
    return annotations.add(store, actor, **new.values(plant))


@routes.patch("/annotations/{annotation_id:int}", Permission.ANNOTATE, response_model=Annotation, errors=(404, 409))
def change_annotation(
    annotation_id: PathId, change: AnnotationChange, store: AppStore, actor: CurrentActor, plant: Plant
) -> Any:
    """Change a note, or bring a removed one back; for whoever made it, managers and admins."""
    given = change.values(plant, only_given=True)
    removed = given.pop("removed", None)
    if removed:
        raise InvalidInput("A note is removed by DELETE.", "removed")
    if removed is False:
        if given:
            raise InvalidInput("Bring the note back first, and then change it.", "removed")
        return annotations.bring_back(store, actor, annotation_id)
    return annotations.change(store, actor, annotation_id, given)


@routes.delete("/annotations/{annotation_id:int}", Permission.ANNOTATE, response_model=Annotation, errors=(404, 409))
def remove_annotation(annotation_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take a note off all charts; for whoever made it, managers and admins. `removed: false` brings it back."""
    return annotations.remove(store, actor, annotation_id)
