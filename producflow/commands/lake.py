"""Commands about a lake; the plant's database stays closed."""

from datetime import UTC, date, datetime
from pathlib import Path

from producflow.commands.lines import Lines, Options, Status
from producflow.errors import InvalidInput
from producflow.lake.engines import DuckDB, Engine
from producflow.lake.rolling import Asked, Progress, rolled


def roll_up(options: Options) -> Lines:
    """Sum up the raw readings of a lake by the hour, and publish them day by day."""
    source, target = Path(options["source"]), Path(options["target"])
    if target.absolute() == source.absolute():
        raise InvalidInput("--source and --target name the same folder; give each its own.", "target")
    asked = Asked(source, target, _day(options["since"]), options["chunk_days"], datetime.now(UTC))
    for each in rolled(asked, _engine(options["remote"])):
        yield Status(each.words) if isinstance(each, Progress) else each


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
