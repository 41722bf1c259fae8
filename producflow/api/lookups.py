"""What a call refers to must be there."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from producflow.api.dependencies import MachineId
from producflow.errors import NotFound
from producflow.reports.levels import LEVELS
from producflow.reports.plant import machine_names
from producflow.reports.view import Chosen
from producflow.store.database import Store


@dataclass(frozen=True)
class OfLevels:
    """Machines that a call is about, by where they belong."""

    plant: Annotated[
        list[str] | None,
        Query(description="Only machines of this plant of a lake; more than once: of any.", examples=[["Oslo"]]),
    ] = None
    area: Annotated[
        list[str] | None,
        Query(description="Only machines of this area; more than once: of any.", examples=[["Assembly"]]),
    ] = None
    line: Annotated[
        list[str] | None,
        Query(description="Only machines on this line; more than once: on any.", examples=[["Line 1"]]),
    ] = None

    def of(self, store: Store, equipment_id: int | None = None) -> Chosen:
        """Those machines.

        Parameters
        ----------
        equipment_id : int, optional
            Only this one.

        Raises
        ------
        NotFound
            If there is no such machine.
        InvalidInput
            If there is no such plant, area or line.
        """
        said = {level: tuple(filter(None, getattr(self, level) or ())) for level in LEVELS}
        if equipment_id is None and not any(said.values()):
            return Chosen()
        names = store.answers.ask(machine_names)
        if equipment_id is not None and equipment_id not in names:
            raise NotFound(f"There is no machine {equipment_id}.")
        for level, wanted in said.items():
            names.require(level, wanted)
        return names.choose(said, () if equipment_id is None else (equipment_id,))


@dataclass(frozen=True)
class WhichMachines:
    """Machines that a call is about: one by its number, or those of areas and lines."""

    places: Annotated[OfLevels, Depends()]
    equipment_id: MachineId = None

    @property
    def given(self) -> bool:
        """Whether it says anything."""
        return self.equipment_id is not None or self.places != OfLevels()

    def of(self, store: Store) -> Chosen:
        """Those machines, see :meth:`OfLevels.of`."""
        return self.places.of(store, self.equipment_id)


Places = Annotated[OfLevels, Depends()]
Machines = Annotated[WhichMachines, Depends()]
