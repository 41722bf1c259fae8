"""A user of each role, with a password that the tests know."""

from producflow.access.roles import COMMAND_LINE
from producflow.operations import users
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
