"""One page to keep or print, of what is on the page."""

from producflow.access.roles import Actor
from producflow.reports.links import Link


def forget() -> None:
    """Forget what was prepared before."""


def offer(actor: Actor, link: Link) -> None:
    """Offer the page as PDF and PNG."""
