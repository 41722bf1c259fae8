"""The REST API (SPEC section 4): the same reports, operations and rules as the pages, for programs."""

from producflow.api.application import create_api
from producflow.operations.reading_commits import settle

__all__ = ["create_api", "settle"]
