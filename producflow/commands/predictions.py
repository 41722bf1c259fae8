"""The command that says what any file of readings tells, forward in time, without a plant's database."""

import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.commands.files import put
from producflow.commands.lines import Lines, Options, Status
from producflow.domain.predictions.fleets import Fleet, fleet, lasting
from producflow.domain.predictions.watching import ALERTS, FEWEST_NORMAL, Watched, watched
from producflow.errors import InvalidInput
from producflow.store.database import Store, close_store, open_store
from producflow.store.queries import exports

KIND = "sensor_readings"
ALERT_COLUMNS = ["machine", *ALERTS]
POINT_COLUMNS = ["machine", "timestamp", "score", "alert"]
DIGITS = 4


@dataclass(frozen=True)
class _Readings:
    """What files hold."""

    rows: pd.DataFrame
    """``equipment``, ``timestamp`` in UTC, ``sensor_type``, ``value``."""
    nameless: frozenset[str]
    """Machines that are called as their file, which names none."""


def predict(options: Options) -> Lines:
    """Read files of readings as an upload would, and write what they tell of each machine."""
    _places(options)
    machine, zone = options["machine"] or None, options["timezone"] or "UTC"
    given = imports.ImportOptions(
        kind=KIND,
        answers=options["answers"],
        columns=options["columns"],
        spread=options["spread"],
        units=options["units"],
        form=options["form"],
        timezone=zone,
        create_equipment=True,
    )
    yield Status("reading")
    readings = _of_machine((yield from _readings(options["files"], machine, given)).rows, machine)
    before = (yield from _readings(options["history"], machine, given)) if options["history"] else None
    model = _of_runs((yield from _readings(options["runs"], None, given)).rows, zone) if options["runs"] else None
    alerts, points = [], []
    for name, own in readings.groupby("equipment", sort=True):
        yield Status(f"{name}: looking")
        frame, normal = _wide(own, zone), _history(before, str(name), zone)
        found = watched(frame, normal)
        alerts += [each.assign(machine=name) for each in (found.alerts, lasting(frame, model))]
        points.append(found.points.assign(machine=name))
        yield _told(str(name), found, own=normal is None, lacking=normal is None and before is not None)
        if found.judged:
            yield from (f"  {each}: no reading in what stands for normal; not judged" for each in found.unknown)
        yield from (f"  {fault.sensor}: {fault.kind} {_span(fault)}; left out" for fault in found.faults.itertuples())
        if model is not None and (missing := set(model.sensors) - set(frame.columns)):
            yield f"  {', '.join(sorted(missing))}: not read, so machines that failed tell nothing of this one"
    _written(options["out"], pd.concat(alerts)[ALERT_COLUMNS])
    if options["points"] is not None:
        _written(options["points"], pd.concat(points)[POINT_COLUMNS])


def _places(options: Options) -> None:
    """Refuse to write where something is read, before the work and not after it."""
    targets = {key: Path(options[key]) for key in ("out", "points") if options[key] is not None}
    for key, target in targets.items():
        if not target.name or target.is_dir():
            raise InvalidInput(f"--{key} “{options[key]}” is a folder; name a file in it.", key)
        if not target.parent.is_dir():
            raise InvalidInput(f"--{key}: there is no folder {target.parent}; make it, or name another.", key)
        for source in map(Path, (*options["files"], *options["history"], *options["runs"])):
            if _same(target, source):
                raise InvalidInput(f"--{key} names {target}, which is read here; give another name.", key)
    if len(targets) == 2 and _same(*targets.values()):
        raise InvalidInput("--out and --points name the same file; give each its own.", "points")


def _same(one: Path, other: Path) -> bool:
    both = one.exists() and other.exists()
    return one.samefile(other) if both else one.resolve() == other.resolve()


def _readings(
    files: Sequence[str], machine: str | None, given: imports.ImportOptions
) -> Generator[str | None, None, _Readings]:
    nameless, empty = set(), []
    with _nowhere() as store:
        for path, name in zip(map(Path, files), _names(files), strict=True):
            known = _completed(store, path, machine or name, given)
            nameless |= {known.constants["equipment"]} if "equipment" in known.constants else set()
            done = imports.import_file(store, COMMAND_LINE, path, path.name, known).rehearsal
            if done.counts.left_out == done.counts.read:
                empty.append(f"“{done.mapping.columns.get('value')}” of {path.name} holds no number in any row")
            for reason in done.reasons.itertuples():
                yield f"{path.name}: {reason.rows:,} rows rejected: {reason.reason} (first in line {reason.first_line})"
        pieces = [piece.to_pandas() for piece in exports.pieces(store, KIND, dict.fromkeys(exports.FILTERS[KIND]))]
    rows: pd.DataFrame = pd.concat(pieces, ignore_index=True)
    if rows.empty:
        why = f": {', '.join(empty)}" if empty else ""
        raise InvalidInput(f"No reading in {', '.join(files)} could be taken{why}.")
    yield from (f"{each}." for each in empty)
    return _Readings(rows, frozenset(nameless))


def _names(files: Sequence[str]) -> list[str]:
    """What machines are called that their files do not name: as the file, with folders where these alone differ.

    The store takes no account of case, so neither is done here; ``run.csv`` and ``run.xlsx`` of one folder are one.
    """
    paths = [Path(each).absolute() for each in files]
    whole = [str(path.with_name(path.stem)).casefold() if path.name else "" for path in paths]
    names = [path.stem for path in paths]
    for parts in range(2, max(len(path.parts) for path in paths) + 1):
        taken = [name for name, _ in {(name.casefold(), place) for name, place in zip(names, whole, strict=True)}]
        names = [
            "/".join((*path.parts[-parts:-1], path.stem)) if taken.count(name.casefold()) > 1 else name
            for path, name in zip(paths, names, strict=True)
        ]
    return names


def _of_machine(rows: pd.DataFrame, machine: str | None) -> pd.DataFrame:
    """Rows of the machine that is asked for; a single one in the files is called so."""
    if machine is None:
        return rows
    known = sorted(rows["equipment"].unique())
    if machine not in known and len(known) > 1:
        raise InvalidInput(f"--machine: no reading is of “{machine}”; the files name {', '.join(known)}.", "machine")
    own = rows[rows["equipment"] == machine] if machine in known else rows
    return own.assign(equipment=machine)


def _of_runs(readings: pd.DataFrame, zone: str) -> Fleet:
    """What machines that failed after their last reading tell of their like."""
    runs = [_wide(own, zone) for _, own in readings.groupby("equipment", sort=True)]
    try:
        return fleet(runs)
    except ValueError as error:
        raise InvalidInput(f"--runs: {error}", "runs") from None


def _wide(readings: pd.DataFrame, zone: str) -> pd.DataFrame:
    """One row an instant, called as on the clock of a zone, one column a sensor."""
    wide = readings.pivot_table(index="timestamp", columns="sensor_type", values="value", aggfunc="mean")
    # Only now: the hour that a clock shows twice in autumn is of two hours, whose readings must not be mixed.
    return wide.set_axis(pd.DatetimeIndex(wide.index).tz_localize("UTC").tz_convert(zone).tz_localize(None))


def _history(before: _Readings | None, machine: str, zone: str) -> pd.DataFrame | None:
    """What stands for normal of a machine: its own, or files that name no machine, or the only one in the history."""
    if before is None:
        return None
    known = before.rows["equipment"]
    own = before.rows[known == machine]
    if own.empty:
        own = before.rows if len(known.unique()) == 1 else before.rows[known.isin(before.nameless)]
    # One after the other: of runs that overlap in time readings must not be mixed.
    runs = sorted((_wide(each, zone) for _, each in own.groupby("equipment")), key=lambda run: run.index[0])
    return pd.concat(runs) if runs else None


def _told(machine: str, found: Watched, *, own: bool, lacking: bool) -> str:
    if not found.judged and own:
        all_ = "its only instant stands" if found.history == 1 else f"all {found.history:,} instants stand"
        return f"{machine}: {all_} for normal, so nothing is judged; give a --history."
    if not found.judged:
        instants = "1 instant" if found.history == 1 else f"{found.history:,} instants"
        short = f"is of {instants}, and {FEWEST_NORMAL} are the least"
        why = short if found.history < FEWEST_NORMAL else "holds none of its sensors"
        return f"{machine}: nothing is judged, since the history {why}."
    normal = f"the first {found.history:,}" if own else f"{found.history:,} of the history"
    alerts = "1 alert" if len(found.alerts) == 1 else f"{len(found.alerts):,} alerts"
    why = ", since no history is of it" if lacking else ""
    return f"{machine}: {alerts} in {found.judged:,} instants; {normal} stand for normal{why}."


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
