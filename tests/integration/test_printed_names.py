"""Names that try to be markup or scripts, on paper: the page that the browser prints holds them as text only."""

from datetime import UTC, datetime, timedelta

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import alerts, equipment, logs, production
from producflow.printing import reports
from producflow.printing.sheet import as_html
from producflow.reports.links import MACHINE, Link
from producflow.store.database import Store

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&{x}"
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("page", ["overview", "losses", "shifts", "maintenance", "equipment"])
def test_names_are_text_on_paper(store: Store, page: str) -> None:
    machine = equipment.create(store, COMMAND_LINE, name=HOSTILE, type=HOSTILE, location=HOSTILE)["id"]
    alert = {"equipment_id": machine, "type": "emergency", "title": HOSTILE, "description": HOSTILE}
    alerts.create(store, COMMAND_LINE, priority="critical", **alert)
    job = {"equipment_id": machine, "maintenance_type": "corrective", "description": HOSTILE}
    logs.create(store, COMMAND_LINE, scheduled_date=NOW - timedelta(days=3), **job)
    record = {"equipment_id": machine, "date": (NOW - timedelta(days=1)).date(), "shift": "morning", "product": HOSTILE}
    production.record(store, COMMAND_LINE, output_quantity=100, defect_quantity=50, downtime_minutes=200.0, **record)
    link = Link(page, ((MACHINE, str(machine)),) if page == "equipment" else ())
    html = as_html(*reports.composed(store, COMMAND_LINE, link, f"http://plant/{HOSTILE}", NOW))
    assert "alert(1)" in html, "the name is there"
    for working in ("<img", "<script>alert", "</script><script>"):
        assert working not in html.replace('</script><script nonce="', "")
    assert html.count("<script") == 2
