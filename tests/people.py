"""A user of each role, with a password that the tests know."""

import pyotp

from producflow.access import second_factors
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.operations import users
from producflow.settings import current
from producflow.store.database import Session, Store

PASSWORD = "correct horse battery staple"


def email_of(role: str) -> str:
    """Address of the role's user."""
    return f"{role}@people.example"


def user_of(store: Store, role: str) -> int:
    """Id of the role's user, made if it is the first time."""
    row = store.read(Session.row, "users/by_email", email=email_of(role))
    if row is not None:
        return int(row["id"])
    made = users.create(
        store, COMMAND_LINE, email=email_of(role), full_name=f"Test {role}", role=role, password=PASSWORD, own=True
    )
    return int(made["id"])


def with_factor(store: Store, name: str) -> int:
    """Id of somebody new who has a second factor."""
    email, secret = f"{name.replace(' ', '')}@people.example", second_factors.new_secret()
    made = users.create(store, COMMAND_LINE, email=email, full_name=name, role="operator")
    person = Actor(made["id"], email, name, Role.OPERATOR)
    second_factors.set_up(store, person, secret, pyotp.TOTP(secret).now(), current())
    return int(made["id"])
