"""Hours as a plant's clocks show them."""

from zoneinfo import ZoneInfo

from producflow.reports.plant import in_force
from producflow.store.database import Store


def clock_of(store: Store) -> ZoneInfo:
    """The time zone of a plant."""
    return ZoneInfo(store.read(in_force).timezone)
