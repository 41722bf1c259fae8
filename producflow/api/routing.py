"""A route cannot be declared without the rule that says who may call it.

Every route is made by :class:`Routes`, whose methods ask for the rule; the rule is enforced before the route's own
code runs, and again by the operation below it. It also stands in the OpenAPI document, as ``x-rule``.
"""

import inspect
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from fastapi import APIRouter, Depends

from producflow.access.roles import ALLOWED, Permission
from producflow.api.dependencies import anyone, guard, screen
from producflow.api.problems import described
from producflow.api.rate_limits import Rate

F = TypeVar("F", bound=Callable[..., Any])


class Open(StrEnum):
    """What takes no permission of its own."""

    ANYONE = "anyone, without signing in"
    SIGNED_IN = "anyone who is signed in"
    SCREEN = "a screen with a link to the wall, and nobody else"


Rule = Permission | Open


class Routes:
    """Routes of one subject, each with its rule.

    Parameters
    ----------
    subject : str
        Heading under which the documentation lists them.
    """

    def __init__(self, subject: str) -> None:
        self.router = APIRouter(tags=[subject])

    def get(self, path: str, rule: Rule, **options: Any) -> Callable[[F], F]:
        """Declare a reading call."""
        return self._declare("GET", path, rule, **{"rate": Rate.READ} | options)

    def post(self, path: str, rule: Rule, **options: Any) -> Callable[[F], F]:
        """Declare a creating call."""
        return self._declare("POST", path, rule, **{"rate": Rate.WRITE} | options)

    def put(self, path: str, rule: Rule, **options: Any) -> Callable[[F], F]:
        """Declare a call that replaces values."""
        return self._declare("PUT", path, rule, **{"rate": Rate.WRITE} | options)

    def patch(self, path: str, rule: Rule, **options: Any) -> Callable[[F], F]:
        """Declare a call that changes some values."""
        return self._declare("PATCH", path, rule, **{"rate": Rate.WRITE} | options)

    def delete(self, path: str, rule: Rule, **options: Any) -> Callable[[F], F]:
        """Declare a call that takes something back."""
        return self._declare("DELETE", path, rule, **{"rate": Rate.WRITE} | options)

    def _declare(
        self, method: str, path: str, rule: Rule, *, rate: Rate, errors: tuple[int, ...] = (), **options: Any
    ) -> Callable[[F], F]:
        statuses = {422, 429, 503, *errors}
        if method in {"POST", "PUT", "PATCH"}:
            statuses.add(413)
        if rule is not Open.ANYONE:
            statuses.add(401)
        if isinstance(rule, Permission):
            statuses.add(403)
        if rule is Open.ANYONE:
            check = anyone(rate)
        elif rule is Open.SCREEN:
            check = screen()
        else:
            check = guard(rule if isinstance(rule, Permission) else None, rate, f"{method} {path}")
        extra = {"x-rule": rule.name, **options.pop("openapi_extra", {})}
        responses = {**described(*sorted(statuses)), **options.pop("responses", {})}

        def declare(endpoint: F) -> F:
            name = endpoint.__name__
            self.router.add_api_route(
                path,
                endpoint,
                methods=[method],
                dependencies=[Depends(check)],
                responses=responses,
                openapi_extra=extra,
                operation_id=name,
                summary=name.replace("_", " ").capitalize(),
                description=_description(endpoint, rule),
                **options,
            )
            return endpoint

        return declare


def _description(endpoint: Callable[..., Any], rule: Rule) -> str:
    said = inspect.getdoc(endpoint) or ""
    if isinstance(rule, Open):
        return f"{said}\n\nFor {rule.value}."
    return f"{said}\n\nFor {', '.join(role for role in ALLOWED if rule in ALLOWED[role])}."
