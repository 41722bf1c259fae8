"""The time zones that there are."""

from functools import cache
from zoneinfo import available_timezones


@cache
def names() -> frozenset[str]:
    """IANA names of all time zones of this machine: looked up once, since it means walking through a folder tree."""
    return frozenset(available_timezones())


def known(name: str | None) -> bool:
    """Tell whether there is a time zone of that name."""
    return name in names()
