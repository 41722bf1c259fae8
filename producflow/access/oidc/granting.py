"""What a provider's groups are worth here: a role and a department."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from producflow.access.roles import Role
from producflow.errors import NotSignedIn, SettingsInvalid
from producflow.providers import Provider
from producflow.settings import Settings


@dataclass(frozen=True)
class Grant:
    """What somebody is here, as far as the provider says it."""

    role: Role | None
    """None where roles are given here."""
    department: str | None
    says_department: bool
    """Whether the settings name departments at all; else they are given here."""


def granted(provider: Provider, claims: Mapping[str, Any]) -> Grant:
    """What somebody's groups are worth: of several roles the highest, of several departments the first in the settings.

    Raises
    ------
    NotSignedIn
        If none of them may use ProducFlow.
    """
    groups = groups_of(provider, claims)
    roles = [Role(role) for group, role in provider.roles.items() if group in groups]
    if not roles and provider.role is None:
        raise NotSignedIn(f"Your account at {provider.title} is in none of the groups that may use ProducFlow.")
    department = next((name for group, name in provider.departments.items() if group in groups), None)
    role = max(roles, key=list(Role).index) if roles else Role(str(provider.role))
    return Grant(role if provider.roles else None, department, bool(provider.departments))


def groups_of(provider: Provider, claims: Mapping[str, Any]) -> frozenset[str]:
    """Names in the claim of groups; that claim may lie inside of others, as ``realm_access.roles``."""
    found: Any = claims.get(provider.groups_claim)
    if found is None:
        found = claims
        for part in provider.groups_claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    names = [found] if isinstance(found, str) else found
    return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()


def must_be_usable(settings: Settings) -> None:
    """Refuse settings that name a role that there is not.

    Raises
    ------
    SettingsInvalid
    """
    for provider in settings.providers:
        for role in filter(None, (*provider.roles.values(), provider.role)):
            if role not in set(Role):
                raise SettingsInvalid(
                    f"PRODUCFLOW_PROVIDERS, {provider.name}: '{role}' is no role; use one of {', '.join(Role)}."
                )
