"""Text that somebody else wrote, shown as nothing but text: see :mod:`producflow.ui.text`."""

from producflow.ui.text import plain

__all__ = ["plain"]
