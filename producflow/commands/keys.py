"""Commands about API keys."""

from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE
from producflow.commands.lines import Lines, Options
from producflow.store.database import Store
from producflow.store.queries import equipment


def list_keys(store: Store, _: Options) -> Lines:
    """List the keys, one a line."""
    for row in api_keys.everyone(store, COMMAND_LINE):
        ends = "never" if row["expires_at"] is None else f"{row['expires_at']:%Y-%m-%d}"
        used = "never" if row["last_used_at"] is None else f"{row['last_used_at']:%Y-%m-%d %H:%M} UTC"
        state = "works" if row["revoked_at"] is None else "revoked"
        yield f"{row['name']}\t{row['role']}\t{state}\texpires {ends}\tlast used {used}"


def add_key(store: Store, options: Options) -> Lines:
    """Make a key."""
    numbers = {name.casefold(): number for number, name in store.read(equipment.names).items()}
    machines = options["machines"]
    key, row = api_keys.create(
        store,
        COMMAND_LINE,
        options["name"],
        options["role"],
        days=options["days"] or None,
        kinds=options["kinds"],
        # One that is not there is refused by its number, 0.
        equipment_ids=None if machines is None else [numbers.get(each.casefold(), 0) for each in machines],
    )
    yield f"The key of {row['name']}; it is shown only this once:"
    yield key


def rotate_key(store: Store, options: Options) -> Lines:
    """Give a key another secret."""
    number = api_keys.find(store, options["name"])
    key, row = api_keys.rotate(
        store, COMMAND_LINE, number, overlap_hours=options["overlap"], days=options["days"] or None
    )
    yield f"The new key of {row['name']}; the one before works until {row['previous_until']:%Y-%m-%d %H:%M} UTC:"
    yield key


def revoke_key(store: Store, options: Options) -> Lines:
    """Make a key worthless."""
    row = api_keys.revoke(store, COMMAND_LINE, api_keys.find(store, options["name"]))
    yield f"The key of {row['name']} works no longer."
