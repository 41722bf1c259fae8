"""The command that says what any file of readings tells, forward in time, without a plant's database."""

import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.commands.files import put
from producflow.commands.lines import Lines, Options, Status
from producflow.domain.predictions.fleets import Fleet, fleet, lasting
from producflow.domain.predictions.watching import ALERTS, Watched, watched
from producflow.errors import InvalidInput
from producflow.store.database import Store, close_store, open_store
from producflow.store.queries import exports

KIND = "sensor_readings"
ALERT_COLUMNS = ["machine", *ALERTS]
POINT_COLUMNS = ["machine", "timestamp", "score", "alert"]
DIGITS = 4


def predict(options: Options) -> Lines:
    """Read files of readings as an upload would, and write what they tell of each machine."""
    given = imports.ImportOptions(
        kind=KIND,
        answers=options["answers"],
        columns=options["columns"],
        spread=options["spread"],
        units=options["units"],
        form=options["form"],
        timezone=options["timezone"] or "UTC",
        create_equipment=True,
    )
    yield Status("reading")
    readings = yield from _readings(options["files"], options["machine"], given)
    before = (yield from _readings(options["history"], options["machine"], given)) if options["history"] else None
    model = _of_runs((yield from _readings(options["runs"], None, given))) if options["runs"] else None
    alerts, points = [], []
    for machine, own in readings.groupby("equipment", sort=True):
        yield Status(f"{machine}: looking")
        found = watched(_wide(own), _history(before, str(machine)))
        alerts += [each.assign(machine=machine) for each in (found.alerts, lasting(_wide(own), model))]
        points.append(found.points.assign(machine=machine))
        yield _told(str(machine), found, of_its_own=before is None)
        yield from (f"  {fault.sensor}: {fault.kind} {_span(fault)}; left out" for fault in found.faults.itertuples())
    _written(options["out"], pd.concat(alerts)[ALERT_COLUMNS])
    if options["points"] is not None:
        _written(options["points"], pd.concat(points)[POINT_COLUMNS])


def _readings(
    files: Sequence[str], machine: str | None, given: imports.ImportOptions
) -> Generator[str | None, None, pd.DataFrame]:
    """Readings of files: ``equipment``, ``timestamp`` on the clock that is given, ``sensor_type``, ``value``."""
    with _nowhere() as store:
        for path in map(Path, files):
            known = _completed(store, path, machine or path.stem, given)
            done = imports.import_file(store, COMMAND_LINE, path, path.name, known).rehearsal
            for reason in done.reasons.itertuples():
                yield f"{path.name}: {reason.rows:,} rows rejected: {reason.reason} (first in line {reason.first_line})"
        pieces = [piece.to_pandas() for piece in exports.pieces(store, KIND, dict.fromkeys(exports.FILTERS[KIND]))]
    readings: pd.DataFrame = pd.concat(pieces, ignore_index=True)
    if readings.empty:
        raise InvalidInput(f"{', '.join(files)} hold no reading.")
    if machine is not None and (readings["equipment"] == machine).any():
        readings = readings[readings["equipment"] == machine].copy()
    readings["timestamp"] = (
        readings["timestamp"].dt.tz_localize("UTC").dt.tz_convert(given.timezone).dt.tz_localize(None)
    )
    return readings


def _of_runs(readings: pd.DataFrame) -> Fleet:
    """What machines that failed after their last reading tell of their like."""
    runs = [_wide(own) for _, own in readings.groupby("equipment", sort=True)]
    try:
        return fleet(runs)
    except ValueError as error:
        raise InvalidInput(f"--runs: {error}", "runs") from None


def _wide(readings: pd.DataFrame) -> pd.DataFrame:
    """One row an instant, one column a sensor."""
    return readings.pivot_table(index="timestamp", columns="sensor_type", values="value", aggfunc="mean")


def _history(before: pd.DataFrame | None, machine: str) -> pd.DataFrame | None:
    """What stands for normal of a machine; a history of a single machine does for every one without its own."""
    if before is None:
        return None
    own = before[before["equipment"] == machine]
    if own.empty and len(before["equipment"].unique()) == 1:
        own = before
    return None if own.empty else _wide(own)


def _told(machine: str, found: Watched, *, of_its_own: bool) -> str:
    normal = f"the first {found.history:,}" if of_its_own else f"{found.history:,} of the history"
    alerts = "1 alert" if len(found.alerts) == 1 else f"{len(found.alerts):,} alerts"
    judged = len(found.points) - found.history if of_its_own else len(found.points)
    if judged <= 0:
        return (
            f"{machine}: all {len(found.points):,} instants stand for normal, so nothing is judged; give a --history."
        )
    return f"{machine}: {alerts} in {judged:,} instants; {normal} stand for normal."


def _span(fault: Any) -> str:
    return (
        f"from {fault.started_at} to {fault.ended_at}"
        if fault.started_at != fault.ended_at
        else f"at {fault.started_at}"
    )


def _written(target: str, rows: pd.DataFrame) -> None:
    put(Path(target), rows.to_csv(index=False, float_format=f"%.{DIGITS}f").encode(), replace=True)


@contextmanager
def _nowhere() -> Iterator[Store]:
    """A store that is gone afterwards: uploads are read and checked in one, and the plant's must not change."""
    with tempfile.TemporaryDirectory(prefix="producflow-") as folder:
        path = Path(folder) / "readings.duckdb"
        try:
            yield open_store(path)
        finally:
            close_store(path)


def _completed(store: Store, path: Path, machine: str, given: imports.ImportOptions) -> imports.ImportOptions:
    """What is given, and a machine and a sensor where the file names none: nobody needs their names here."""
    asked = imports.try_file(store, COMMAND_LINE, path, path.name, given).proposal
    known = {"equipment": machine, "sensor_type": asked.mapping.columns.get("value", "value")}
    open_ = {imports.answer_key(each) for each in asked.questions if each.blocking}
    return replace(given, constants={field: text for field, text in known.items() if field in open_})
