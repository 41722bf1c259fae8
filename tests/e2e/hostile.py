"""A plant whose machines, people, files and texts all bear a name that tries to be markup, formula, link or script."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from producflow import imports
from producflow.access import api_keys, wall_links
from producflow.access.roles import COMMAND_LINE, Role
from producflow.operations import alerts, equipment, maintenance_jobs, users
from producflow.store.database import Store
from tests.e2e.looking import words
from tests.people import PASSWORD, email_of

HOSTILE = "<img src=x onerror=alert(1)> **bold** $x$ :red[x] [a](javascript:alert(1))"
"""No part of it may work; "bold" must never stand without the rest."""
PERSON = "hostile"
"""Who is called so, an administrator, as :func:`tests.people.email_of` takes it."""
MACHINE = 6
"""The one that is called so, after the demo plant's five."""
WORKING = "[onerror], img[src='x'], a[href^='javascript' i], [class*='katex'], .MathJax"


def fill(store: Store) -> None:
    """Put a machine, a person, a file, records, alerts and jobs of the name into the demo plant."""
    users.create(
        store,
        COMMAND_LINE,
        email=email_of(PERSON),
        full_name=HOSTILE,
        role=Role.ADMIN,
        password=PASSWORD,
        own=True,
        department=HOSTILE,
    )
    api_keys.create(store, COMMAND_LINE, HOSTILE, Role.OPERATOR)
    wall_links.create(store, COMMAND_LINE, HOSTILE)
    machine = equipment.create(store, COMMAND_LINE, name=HOSTILE, type=HOSTILE, location=HOSTILE)["id"]
    assert machine == MACHINE
    now = datetime.now(UTC)
    alert = {"equipment_id": machine, "type": "emergency", "title": HOSTILE, "description": HOSTILE}
    alerts.create(store, COMMAND_LINE, priority="critical", **alert)
    job = {"equipment_id": machine, "maintenance_type": "corrective", "description": HOSTILE, "parts_replaced": HOSTILE}
    maintenance_jobs.create(store, COMMAND_LINE, scheduled_date=now - timedelta(days=3), **job)
    yesterday = f"{now - timedelta(days=1):%Y-%m-%d}"
    quoted = '"' + HOSTILE + '"'
    for header, row in (
        ("equipment,sensor_type,timestamp,value", f"{quoted},vibration,{yesterday}T12:00:00Z,9.9"),
        ("equipment,sensor_type,timestamp,value", f"{quoted},{quoted},{yesterday}T12:00:00Z,1"),
        (
            "equipment,date,shift,product,output_quantity,defect_quantity,downtime_minutes",
            f"{quoted},{yesterday},morning,{quoted},100,50,200",
        ),
        (
            "equipment,started_at,ended_at,reason,planned",
            f"{quoted},{yesterday}T06:00:00Z,{yesterday}T09:00:00Z,{quoted},no",
        ),
    ):
        path = store.path.with_name("hostile.csv")
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
        imports.import_file(store, COMMAND_LINE, path, f"{HOSTILE}.csv")


def nothing_works(page: Page) -> None:
    """See to it that no part of a name has become markup, a formula or a link."""
    expect(page.locator(WORKING)).to_have_count(0)
    rest = words(page)
    for whole in (HOSTILE, HOSTILE.upper(), HOSTILE.capitalize()):
        rest = rest.replace(whole, "")
    stray = [line for line in rest.split("\n") if "bold" in line.casefold() or "javascript:" in line]
    assert stray == []


def shown_as_text(page: Page) -> None:
    """See to it that the name stands on the page, as the text that it is."""
    nothing_works(page)
    assert HOSTILE in words(page)
