"""Keys that are bound to machines: what they may call, and of which machine a call is. One place for all routes.

What is not listed is refused: sums over machines, exports, reports, uploads, frozen links and whatever comes new.
"""

import json
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from producflow.access.roles import Actor
from producflow.errors import NotAllowed
from producflow.store.database import Store
from producflow.store.queries import api_keys as queries
from producflow.store.queries import equipment

ROWS = ("record_id", "stop_id", "log_id", "alert_id", "prediction_id")
"""Numbers of rows that are of one machine each, in addresses and bodies."""
OF_A_MACHINE = frozenset(
    {
        *("GET /equipment/{equipment_id:int}", "GET /equipment/{equipment_id:int}/sensors"),
        *("POST /equipment/{equipment_id:int}/sensors", "POST /sensors/batch"),
        *("GET /production/metrics", "GET /production/records", "POST /production/records"),
        *(f"{method} /production/records/{{record_id:int}}" for method in ("GET", "PUT", "DELETE")),
        *("GET /stops", "POST /stops"),
        *(f"{method} /stops/{{stop_id:int}}" for method in ("GET", "PATCH", "DELETE")),
        *("GET /maintenance", "POST /maintenance", "GET /maintenance/logs", "POST /maintenance/logs"),
        *("GET /maintenance/logs/{log_id:int}", "PATCH /maintenance/logs/{log_id:int}/status"),
        *("POST /maintenance/logs/{log_id:int}/reopen", "PATCH /maintenance/{alert_id:int}"),
        *(f"POST /maintenance/{{alert_id:int}}/{move}" for move in ("acknowledge", "shelve", "unshelve", "reopen")),
        *("GET /predictions", "GET /predictions/{prediction_id:int}", "POST /predictions/{prediction_id:int}/verdict"),
    }
)
OF_NO_MACHINE = frozenset({"GET /stop-reasons", "GET /plant/settings", "GET /users/me"})
WIDER = frozenset({"plant", "area", "line", "frozen", "explain"})
"""What a query may not say: it reaches beyond the machine that is named."""


async def must_be_within(request: Request, route: str, actor: Actor, store: Store) -> None:
    """Refuse a call that is not, as a whole, of machines that the key is for.

    Parameters
    ----------
    route : str
        Method and template of the address.

    Raises
    ------
    NotAllowed
    """
    if actor.machines is None or route in OF_NO_MACHINE:
        return
    if route in OF_A_MACHINE and not WIDER & set(request.query_params):
        said = [("equipment_id", value) for value in request.query_params.getlist("equipment_id")]
        said += request.path_params.items()
        said += _in_body(await request.body())
        named = await run_in_threadpool(_machines, store, said)
        if named and named <= actor.machines:
            return
    names = await run_in_threadpool(store.read, equipment.names)
    only = ", ".join(names.get(number, str(number)) for number in sorted(actor.machines)) or "no machine"
    raise NotAllowed(
        f"This API key is out of its scope: it is for {only} alone; call what is of one machine, and name it by "
        "equipment_id."
    )


def _machines(store: Store, said: list[tuple[str, Any]]) -> set[int | None]:
    """Of which machines a call is; None stands for what cannot be told, and is nobody's."""
    found: set[int | None] = set()
    for name, value in said:
        number = _number(value)
        if name == "equipment_id":
            found.add(number)
        elif name in ROWS and value is not None:
            found.add(None if number is None else store.read(queries.machine_of, name, number))
    return found


def _number(value: Any) -> int | None:
    """A number as JSON or an address has it; what only some readers take for one is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    # Not isinstance: true is an int to Python, and no number.
    return value if type(value) is int and 0 < value < 2**63 else None


def _in_body(body: bytes) -> list[tuple[str, Any]]:
    """Every pair of every object in a body, also those that come twice; JSON, or one object a line."""
    if not body.strip():
        return []
    said: list[tuple[str, Any]] = []

    def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        said.extend(pairs)
        return dict(pairs)

    try:
        text = body.decode("utf-8")
        try:
            json.loads(text, object_pairs_hook=take)
        except ValueError:
            # What was heard of a body that is no JSON as a whole comes again, line by line.
            said.clear()
            for line in filter(str.strip, text.split("\n")):
                json.loads(line, object_pairs_hook=take)
    except (ValueError, RecursionError):
        return [("equipment_id", None)]
    return said
