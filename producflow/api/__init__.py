"""The REST API (SPEC section 4): the same reports, operations and rules as the pages, for programs."""

from typing import TYPE_CHECKING

from producflow.operations.settling import settle
from producflow.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["create_api", "settle"]


def create_api(settings: Settings | None = None) -> "FastAPI":
    """Make the API, see :func:`producflow.api.application.create_api`.

    Its routes and schemas are brought in only here: a third of what a start takes, which no page needs.
    """
    from producflow.api import application

    return application.create_api(settings)
