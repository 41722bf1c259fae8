"""People, and the keys of machines."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from producflow.access.roles import Role
from producflow.api.fields import Body, Name, Text, Whole, shown

PERSON = {
    "id": 4,
    "email": "mia@plant.example",
    "full_name": "Mia Berg",
    "role": "technician",
    "department": "Maintenance",
    "is_active": True,
    "must_change_password": False,
    "has_factor": True,
    "created_at": "2026-03-31T06:00:00Z",
    "updated_at": "2026-03-31T06:00:00Z",
}


class Token(BaseModel):
    """Proof of who is calling, for half an hour."""

    model_config = shown({"access_token": "eyJhbGciOiJIUzI1NiJ9.…", "token_type": "bearer"})

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the kind of token, not one


class Person(BaseModel):
    """An account, never with its password."""

    model_config = shown(PERSON)

    id: int
    email: str
    full_name: str
    role: Role
    department: str | None
    is_active: bool
    must_change_password: bool = Field(description="Somebody else set it: it lets in only after it was changed.")
    has_factor: bool = Field(description="Whether a code of an app is asked for beside the password.")
    created_at: datetime
    updated_at: datetime


Password = Annotated[Whole, Field(min_length=12, max_length=72)]


class NewPerson(Body):
    """An account to create."""

    model_config = shown(
        {
            "email": "mia@plant.example",
            "full_name": "Mia Berg",
            "role": "technician",
            "department": "Maintenance",
            "password": "nine quiet lathes",
        }
    )

    email: Annotated[Text, Field(min_length=3, max_length=254)]
    full_name: Name
    role: Role
    password: Password | None = Field(
        default=None,
        description="Left out, the person chooses one by a link (`POST /users/{id}/link`); given, they must change it.",
    )
    department: Annotated[Text, Field(max_length=200)] | None = None


class PasswordLink(BaseModel):
    """A link for one use, by which a person sets their password."""

    model_config = shown(
        {
            "email": "mia@plant.example",
            "purpose": "invitation",
            "expires_at": "2026-04-07T06:00:00Z",
            "address": "https://plant.example/password#pfl_…",
        }
    )

    email: str
    purpose: Literal["invitation", "reset"] = Field(description="A reset for whoever has had a password.")
    expires_at: datetime
    address: str | None = Field(description="Shown once, and kept nowhere. Null: it goes to the person by mail.")


class PasswordByLink(Body):
    """A password, set with what the address of a link carries."""

    model_config = shown({"link": "pfl_…", "password": "nine quiet lathes"})

    link: Annotated[Text, Field(max_length=100)]
    password: Password


class SetFor(BaseModel):
    """Whose password was set."""

    model_config = shown({"email": "mia@plant.example"})

    email: str


class PersonChange(Body):
    """What to change of an account; what is left out stays."""

    model_config = shown({"role": "manager"})

    full_name: Name | None = None
    role: Role | None = None
    department: Annotated[Text, Field(max_length=200)] | None = None
    is_active: Annotated[bool, Field(strict=True)] | None = None
    password: Password | None = None
