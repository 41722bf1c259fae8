"""What commands take and give.

Options are what JSON can hold, since a command may run in the process that has the database open. Long work also yields
what it is at (:class:`Status`), and None now and then: whoever asked may have gone, and then closes the generator.
"""

from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeAlias

from producflow.store.database import Store

Options: TypeAlias = Mapping[str, Any]
Lines: TypeAlias = Generator[str | None, None, None]
Command: TypeAlias = Callable[[Store, Options], Lines]

SHOWN = 20
"""Problems of one kind that are listed one by one."""


class Status(str):
    """What is being done, to be shown while it lasts."""
