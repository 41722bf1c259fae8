"""Commands about a lake; the plant's database stays closed."""

from datetime import UTC, date, datetime
from pathlib import Path

from producflow.access import audit
from producflow.access.roles import COMMAND_LINE
from producflow.commands.lines import Lines, Options, Status
from producflow.errors import InvalidInput, LakeUnavailable
from producflow.lake import exporting
from producflow.lake.engines import DuckDB, Engine
from producflow.lake.rolling import Asked, Progress, in_days, rolled
from producflow.reports.plant import plant_settings
from producflow.store.database import Store


def roll_up(options: Options) -> Lines:
    """Sum up the raw readings of a lake by the hour, and publish them day by day."""
    source, target = Path(options["source"]), Path(options["target"])
    if target.absolute() == source.absolute():
        raise InvalidInput("--source and --target name the same folder; give each its own.", "target")
    asked = Asked(source, target, _day(options["since"]), options["chunk_days"], datetime.now(UTC))
    try:
        for each in rolled(asked, _engine(options["remote"])):
            yield Status(each.words) if isinstance(each, Progress) else each
    except OSError as error:
        raise LakeUnavailable(
            f"{error.filename or target}: {error.strerror}; what was published by then stays."
        ) from None


def export(store: Store, options: Options) -> Lines:
    """Write the readings that are kept here to a lake; with ``retire``, remove here those that are older."""
    target, plant = Path(options["target"]), _named(store, options["plant"])
    days = readings = 0
    for day, rows in exporting.export(store, COMMAND_LINE, target, plant):
        days, readings = days + 1, readings + rows
        yield Status(f"{day}: {rows:,} readings")
    said = {"lake": str(target), "days": days, "readings": readings}
    audit.note(store, COMMAND_LINE, "export", "sensor_readings", after=said)
    yield f"{plant}: {in_days(days)} with {readings:,} readings written to {target}, read back and compared."
    if options["retire"] is not None:
        gone = exporting.retire(store, COMMAND_LINE, target, plant, options["retire"], datetime.now(UTC))
        yield f"{gone.rows:,} readings before {gone.before:%Y-%m-%d} were removed here; their hourly sums stay."


def bring(store: Store, options: Options) -> Lines:
    """Take in what an export has written."""
    source, plant = Path(options["source"]), _named(store, options["plant"])
    days = readings = 0
    for day, rows in exporting.bring(store, COMMAND_LINE, source, plant):
        days, readings = days + 1, readings + rows
        yield Status(f"{day}: {rows:,} readings")
    yield f"{plant}: {readings:,} new readings of {in_days(days)} taken from {source}, counted and compared."


def _named(store: Store, said: str | None) -> str:
    name = said or store.read(plant_settings).name
    if not name:
        raise InvalidInput("Say with --plant what the plant is called in the lake, or name it under Admin.", "plant")
    return name


def _engine(remote: str | None) -> Engine:
    if remote is None:
        return DuckDB()
    from producflow.lake.spark import Spark  # brings what only it needs

    return Spark(remote)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"--since “{text}” is no day; give it like 2026-01-31.", "since") from None
