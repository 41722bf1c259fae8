"""Commands about the database itself: the demo plant, what is kept, and whether all of it holds together."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from producflow import demo
from producflow import settings as process_settings
from producflow.access.roles import COMMAND_LINE
from producflow.commands.lines import SHOWN, Lines, Options
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput, ProducFlowError
from producflow.operations import retention
from producflow.reports import audit_chain, integrity
from producflow.store import tables
from producflow.store.database import Store, migrations


def make_demo(store: Store, _: Options) -> Lines:
    """Fill an empty database with the demo plant."""
    zone = process_settings.current().timezone
    now = datetime.now(ZoneInfo(zone or PlantSettings.timezone))
    made = demo.build(store, now.date(), timezone=zone, now=now)
    rows = f"{made['sensor_readings']:,} sensor readings, {made['production_records']:,} production records"
    alerts = made["maintenance_alerts"]
    yield f"The demo plant is in {store.path}: {made['equipment']} machines, {rows}, {alerts} alerts."


def retire_readings(store: Store, options: Options) -> Lines:
    """Remove single readings that are older than they are to be kept, or entries of the audit log."""
    if options["audit_days"] is not None:
        gone = retention.retire_audit(store, COMMAND_LINE, options["audit_days"])
        yield f"{gone:,} entries of the audit log were removed; the others are still bound to each other."
        return
    days = options["days"] or process_settings.current().raw_days
    if not days:
        raise InvalidInput("Say for how many days with --days, or set PRODUCFLOW_RAW_DAYS.")
    retired = retention.retire(store, COMMAND_LINE, days)
    yield (
        f"{retired.rows:,} readings were removed; all from {retired.before:%Y-%m-%d %H:%M} UTC on are kept, and the "
        "hourly sums of those before."
    )


def check(store: Store, options: Options) -> Lines:
    """Check settings, schema and integrity, and whether the audit log still knows an entry that was noted elsewhere."""
    yield "ok       settings can be read"  # whoever opened the store has read them
    yield f"ok       schema is version {migrations()[-1][0]}, the newest"
    problems = 0
    for finding in integrity.check(store, options["audit"]):
        problems += len(finding.problems)
        yield f"{'PROBLEM ' if finding.problems else 'ok      '} {finding.what}"
        yield from (f"         - {problem}" for problem in finding.problems[:SHOWN])
        if len(finding.problems) > SHOWN:
            yield f"         - and {len(finding.problems) - SHOWN:,} more"
    yield "rows     " + _counted(store.read(tables.counts))
    newest = audit_chain.newest(store)
    if newest is not None:
        yield f"audit    {newest}"
    if problems:
        raise ProducFlowError(
            f"{problems:,} problems were found. Where blocks cannot be read, stop the server and say: python -m "
            "producflow recover. Otherwise restore a backup made before them, or report them."
        )


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {table.replace('_', ' ')}" for table, number in counts.items())
