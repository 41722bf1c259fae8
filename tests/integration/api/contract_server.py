"""The API with something of everything in it: ``python -m tests.integration.api.contract_server FOLDER``.

Its first line on standard output says where it is; whoever connects from then on is answered.

For schemathesis. Whoever knows the word below is an administrator who cannot be deactivated: it would try.
"""

import socket
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount

from producflow import logs as logs_of_process
from producflow.access import passwords
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.api import create_api, dependencies
from producflow.errors import NotSignedIn
from producflow.imports import ImportOptions, import_file
from producflow.operations import alerts, equipment, maintenance_jobs, production, readings, users
from producflow.printing import chromium
from producflow.settings import Settings
from producflow.store.database import Store, open_store

WORD = "schemathesis"


def furnish(store: Store) -> int:
    """Put something of everything into a plant; answers the id of its administrator."""
    admin = users.create(
        store,
        COMMAND_LINE,
        email="admin@plant.example",
        full_name="Ada",
        role="admin",
        password="nine quiet lathes",
        own=True,
    )
    machine = equipment.create(store, COMMAND_LINE, name="Press 1", capacity=960.0)["id"]
    alerts.create(store, COMMAND_LINE, equipment_id=machine, type="scheduled", priority="low", title="Oil")
    maintenance_jobs.create(
        store, COMMAND_LINE, equipment_id=machine, maintenance_type="preventive", description="Change the oil"
    )
    production.record(
        store,
        COMMAND_LINE,
        equipment_id=machine,
        date=date(2026, 3, 31),
        shift="morning",
        output_quantity=800,
        defect_quantity=16,
        downtime_minutes=48.0,
    )
    when = datetime(2026, 3, 31, 12, tzinfo=UTC)
    frame = {"equipment_id": [machine], "sensor_type": ["temperature"], "timestamp": [when], "value": [78.4]}
    readings.add(store, COMMAND_LINE, pd.DataFrame(frame))
    source = store.path.with_name("machines.csv")
    source.write_text("name,type,capacity\nLathe 4,Lathe,200\n", encoding="utf-8")
    import_file(store, COMMAND_LINE, source, source.name, ImportOptions(kind="equipment"))
    return int(admin["id"])


def application(folder: Path) -> FastAPI:
    """The API over a new plant in a folder."""
    settings = Settings(
        database=folder / "contract.duckdb",
        secret_key=SecretStr("c" * 40),
        rate_reads=0,
        rate_writes=0,
        rate_bulk=0,
        rate_sign_ins=0,
    )
    admin = Actor(furnish(open_store(settings.database)), "admin@plant.example", "Ada", Role.ADMIN)

    def by_word(store: Store, settings: Settings, token: str, minute: datetime) -> tuple[Actor, float | None]:
        if token != WORD:
            raise NotSignedIn("Say the word.")
        return admin, None

    dependencies.who_is = by_word
    passwords.ROUNDS = 4  # a quarter of a second for each account that it makes is of another test
    chromium.printed = lambda page, ending, beside: b"%PDF-1.4" if ending == "pdf" else b"\x89PNG"  # no browser a call
    return create_api(settings)


if __name__ == "__main__":
    logs_of_process.configure("WARNING")
    api = application(Path(sys.argv[1]))
    api.openapi()  # kept; whoever asks for it first waits, and schemathesis waits for ten seconds at most
    app = Starlette(routes=[Mount("/api", api)])
    # The protocol is named, so that asyncio sets NODELAY: else each call on a kept connection waits 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}/api\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])
