"""What a call refers to must be there."""

from producflow.errors import NotFound
from producflow.store.database import Store
from producflow.store.queries import equipment


def machine_must_exist(store: Store, equipment_id: int | None) -> None:
    """Refuse a machine that is not there; None is all of them.

    Raises
    ------
    NotFound
    """
    if equipment_id is not None and not store.read(equipment.exists, equipment_id):
        raise NotFound(f"There is no machine {equipment_id}.")
