"""Commands about accounts."""

from producflow.access import second_factors
from producflow.access.roles import COMMAND_LINE
from producflow.commands.lines import Lines, Options
from producflow.operations import account_links, passwords, users
from producflow.settings import current
from producflow.store.database import Store


def list_users(store: Store, _: Options) -> Lines:
    """List the accounts, one a line."""
    for row in users.everyone(store, COMMAND_LINE):
        state = "active" if row["is_active"] else "deactivated"
        yield f"{row['email']}\t{row['role']}\t{state}\t{row['full_name']}"


def add_user(store: Store, options: Options) -> Lines:
    """Add an account."""
    made = users.create(
        store,
        COMMAND_LINE,
        email=options["email"],
        full_name=options["name"] or options["email"].split("@")[0],
        role=options["role"],
        department=options["department"],
        password=options["password"],
        own=options["own"],
    )
    if options["invite"]:
        yield from make_link(store, options)
        return
    yield f"{made['email']} may sign in as {made['role']}.{_changed(options)}"


def make_link(store: Store, options: Options) -> Lines:
    """Make a link by which a person sets their password."""
    settings = current()
    made = account_links.create(store, COMMAND_LINE, users.find(store, options["email"]), settings)
    address = made.address(settings.base)
    until = f"It works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC."
    yield f"A link goes to {made.email} by mail. {until}" if address is None else f"Hand this to {made.email}. {until}"
    yield address


def set_user_password(store: Store, options: Options) -> Lines:
    """Give an account a new password."""
    number = users.find(store, options["email"])
    passwords.set_password(store, COMMAND_LINE, number, options["password"], own=options["own"])
    yield f"{options['email']} has a new password and is signed out everywhere.{_changed(options)}"


def _changed(options: Options) -> str:
    return "" if options["own"] else " It is to be changed at the first sign-in."


def remove_second_factor(store: Store, options: Options) -> Lines:
    """Take a person's second factor away."""
    second_factors.reset(store, COMMAND_LINE, users.find(store, options["email"]))
    yield f"{options['email']} has no second factor any more and is signed out everywhere."


def deactivate_user(store: Store, options: Options) -> Lines:
    """Let a person in no longer."""
    account = users.deactivate(store, COMMAND_LINE, users.find(store, options["email"]))
    yield f"{account['email']} is deactivated and signed out everywhere."


def reactivate_user(store: Store, options: Options) -> Lines:
    """Let a person in again."""
    account = users.reactivate(store, COMMAND_LINE, users.find(store, options["email"]))
    yield f"{account['email']} may sign in again, as {account['role']}."
