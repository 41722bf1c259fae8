"""What the settings say of an OpenID Connect provider."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _issuer(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return value
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(
            f"'{value}' is no issuer; write it as its provider does, like https://login.example/realms/plant"
        )
    return value


class Provider(BaseModel):
    """An OpenID Connect provider that people may sign in with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern="^[a-z0-9-]{1,40}$")]  # in addresses: …/oidc/NAME/callback
    label: Annotated[str, Field(min_length=1, max_length=60)] | None = None  # on its button; the name unless given
    issuer: Annotated[str, AfterValidator(_issuer)]
    client_id: Annotated[str, Field(min_length=1)]
    client_secret: SecretStr | None = None  # none for a public client
    scope: str = "openid email profile"
    groups_claim: str = "groups"  # or a path, such as realm_access.roles
    roles: dict[str, str] = {}  # group → role; of several the highest. Empty: roles are given here
    role: str | None = None  # of whoever is in none of these groups; unless given they stay out
    departments: dict[str, str] = {}  # group → department
    make_accounts: bool = True  # at the first sign-in of whoever has none
    join_accounts: bool = False  # that have the same address, if the provider has verified it
    recheck: Annotated[float, Field(ge=0, le=24 * 3600)] = 60.0  # [s]; so long its word counts before it is asked again

    @model_validator(mode="after")
    def _let_somebody_in(self) -> "Provider":
        if "openid" not in self.scope.split():
            raise ValueError("scope needs the word openid")
        if not self.roles and self.role is None:
            raise ValueError("needs roles (which group is which role) or role (what everybody is)")
        if not (self.make_accounts or self.join_accounts):
            raise ValueError("needs make_accounts or join_accounts, or nobody could come in")
        return self

    @property
    def title(self) -> str:
        """What people know it by."""
        return self.label or self.name


def apart(providers: tuple[Provider, ...]) -> tuple[Provider, ...]:
    """Refuse two of one name or issuer: nobody could tell their answers apart."""
    for what in ("name", "issuer"):
        values = [getattr(provider, what) for provider in providers]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise ValueError(f"'{twice}' is the {what} of two providers; each needs its own")
    return providers
