"""Commands about who is told what by messages."""

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.commands.lines import Lines, Options
from producflow.errors import NotFound
from producflow.operations import subscriptions, users
from producflow.operations.addresses import hidden
from producflow.reports.plant import machine_names
from producflow.store.database import Store


def list_subscriptions(store: Store, _: Options) -> Lines:
    """List who is told what, one a line."""
    names = machine_names(store)
    for row in subscriptions.listed(store, COMMAND_LINE, of_all=True):
        what = row["report"] or row["told"]
        of = f" of {subscriptions.whose(row, names)}" if row["told"] == subscriptions.ALERTS else ""
        yield f"{row['id']}\t{row['email']}\t{what}{of}\t{row['channel']}\t{hidden(row['channel'], row['address'])}"


def add_subscription(store: Store, options: Options) -> Lines:
    """Let a person be told alerts by mail."""
    number = users.find(store, options["email"])
    [row] = [each for each in users.everyone(store, COMMAND_LINE) if each["id"] == number]
    names = machine_names(store)
    numbers = {name.casefold(): key for key, name in names.items()}
    for name in options["machines"] or ():
        if name.casefold() not in numbers:
            raise NotFound(f"There is no machine '{name}'.")
    made = subscriptions.subscribe(
        store,
        COMMAND_LINE,
        told=subscriptions.ALERTS,
        person=Actor(number, row["email"], row["full_name"], Role(row["role"])),
        equipment_ids=[numbers[name.casefold()] for name in options["machines"] or ()],
        areas=options["areas"],
        lines=options["lines"],
        least_priority=options["priority"],
        wait_minutes=options["wait"],
    )
    yield f"{row['email']} is told alerts of {subscriptions.whose(made, names)} from now on: number {made['id']}."


def remove_subscription(store: Store, options: Options) -> Lines:
    """Tell a person no more."""
    subscriptions.unsubscribe(store, COMMAND_LINE, options["number"])
    yield f"Number {options['number']} tells nothing any more."
