"""Planned time that nobody stated: what the working calendar gives a shift, shared by the records of it."""

from collections.abc import Iterable

from producflow.reports.periods import lengths
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.importing import derived_rows


def share(session: Session, machines: Iterable[int] | None) -> None:
    """Share the minutes of each shift among the records of some machines, or of all, that state no planned time.

    Parameters
    ----------
    session : Session
        Within a write; or a rehearsal, whose temporary tables stand before ours.
    """
    chosen = None if machines is None else sorted(set(machines))
    days = derived_rows.days_shared(session, chosen)
    if days is not None:
        plant = in_force(session)
        apart = [machine for machine, _ in plant.schedule.machines]
        derived_rows.share(session, chosen, lengths(plant, *days), apart)
