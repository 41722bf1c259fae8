"""Stops and production records of the demo plant, made together so that the minutes agree."""

import numpy as np
import pandas as pd

from producflow.demo import clock
from producflow.demo.machines import BEARING, CONVEYOR, JAM, MACHINES, MILLING, ROBOT, SERVICE, Machine, Stop
from producflow.domain.production import SHIFT_MINUTES

REPAIR_DAY = clock.DAYS - 11
"""Day on which the worn bearing was replaced, in the morning."""
REPAIR_MINUTES = 315
SILENT_DAYS = range(clock.DAYS - 27, clock.DAYS - 20)
"""The week in which the robot's records never arrived."""
LATE_DAY, LATE_HOURS = clock.DAYS - 4, 30.0
"""Day whose reports of the scanner came in late, and by how much."""
JAM_PER_SHIFT = {"morning": 0.14, "afternoon": 0.34, "night": 0.10}


def runs(shifts: pd.DataFrame) -> pd.DataFrame:
    """What was planned: one row per machine, day, shift and product, with `planned_minutes`, in time order.

    Parameters
    ----------
    shifts : DataFrame
        From :mod:`producflow.demo.clock`.
    """
    frames = []
    for machine in MACHINES:
        week = (shifts["day"] // 7) % len(machine.products)
        whole = shifts.assign(name=machine.name, product=week.map(dict(enumerate(machine.products))))
        whole["planned_minutes"] = SHIFT_MINUTES
        frames.append(_split_at_changeover(whole, machine))
    planned = pd.concat(frames, ignore_index=True)
    return planned.sort_values(["starts_at", "name"], kind="stable", ignore_index=True)


def _split_at_changeover(whole: pd.DataFrame, machine: Machine) -> pd.DataFrame:
    """Let the product change in the middle of the last afternoon shift of a week."""
    if len(machine.products) == 1:
        return whole
    changes = (whole["day"] % 7 == 6) & (whole["shift"] == "afternoon")
    middle = whole["starts_at"] + (whole["ends_at"] - whole["starts_at"]) / 2
    before = whole[changes].assign(ends_at=middle[changes], planned_minutes=SHIFT_MINUTES / 2)
    after = whole[changes].assign(starts_at=middle[changes], planned_minutes=SHIFT_MINUTES / 2)
    after["product"] = after["product"].map(dict(zip(machine.products, machine.products[::-1], strict=True)))
    return pd.concat([whole[~changes], before, after])


def stops(planned: pd.DataFrame, services: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Stops of every run: `run` (row of `planned`), `name`, `started_at`, `ended_at`, `reason`, `planned`, `minutes`.

    Parameters
    ----------
    planned : DataFrame
        From :func:`runs`.
    services : DataFrame
        Preventive work done in a morning shift: `name`, `day`, `minutes`.
    """
    fixed = {(job["name"], job["day"]): float(job["minutes"]) for job in services.to_dict("records")}
    by_name = {machine.name: machine for machine in MACHINES}
    rows: list[tuple[int, str, pd.Timestamp, pd.Timestamp, str, bool, float]] = []
    for number, run in enumerate(planned.to_dict("records")):
        name, morning = run["name"], run["shift"] == "morning"
        wanted = _wanted(by_name[name], run["shift"], run["planned_minutes"] / SHIFT_MINUTES, random)
        if morning and (name, run["day"]) in fixed:
            wanted.append((SERVICE, True, fixed[name, run["day"]]))
        if morning and (name, run["day"]) == (MILLING, REPAIR_DAY):
            wanted = [(BEARING, False, REPAIR_MINUTES)]
        rows += [(number, name, *stop) for stop in _placed(wanted, run["starts_at"], run["ends_at"], random)]
    columns = ["run", "name", "started_at", "ended_at", "reason", "planned", "minutes"]
    return pd.DataFrame(rows, columns=columns).sort_values("started_at", kind="stable", ignore_index=True)


def _wanted(machine: Machine, shift: str, share: float, random: np.random.Generator) -> list[tuple[str, bool, float]]:
    causes = list(machine.stops)
    if machine.name == CONVEYOR:
        causes.append(Stop(JAM, JAM_PER_SHIFT[shift], 21))
    return [
        (cause.reason, cause.planned, max(3.0, round(cause.minutes * random.lognormal(0.3, 0.45))))
        for cause in causes
        for _ in range(random.poisson(cause.per_shift * share))
    ]


def _placed(
    wanted: list[tuple[str, bool, float]], start: pd.Timestamp, end: pd.Timestamp, random: np.random.Generator
) -> list[tuple[pd.Timestamp, pd.Timestamp, str, bool, float]]:
    """Spread stops over a run without overlap, in whole minutes; what does not fit any more did not happen."""
    order = [wanted[index] for index in random.permutation(len(wanted))]
    room = (end - start) / pd.Timedelta(minutes=1) - sum(minutes for _, _, minutes in order)
    while room < len(order) + 1:
        room += order.pop()[2]
    gaps = np.floor(random.dirichlet(np.ones(len(order) + 1)) * room)
    placed, at = [], start
    for (reason, planned, minutes), gap in zip(order, gaps, strict=False):
        begun = at + pd.Timedelta(minutes=float(gap))
        at = begun + pd.Timedelta(minutes=minutes)
        placed.append((begun, at, reason, planned, minutes))
    return placed


def records(planned: pd.DataFrame, stopped: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Production records of the runs, without the robot's silent week; rows of `planned` with their quantities."""
    by_name = {machine.name: machine for machine in MACHINES}
    frame = planned.copy()
    downtime = stopped.groupby("run")["minutes"].sum()
    frame["downtime_minutes"] = downtime.reindex(frame.index, fill_value=0.0)
    run_minutes = frame["planned_minutes"] - frame["downtime_minutes"]
    capacity = frame["name"].map({name: machine.capacity for name, machine in by_name.items()})
    performance = frame["name"].map({name: machine.performance for name, machine in by_name.items()})
    worn = ((frame["day"] - (REPAIR_DAY - 21)) / 21).where(frame["name"] == MILLING).between(0, 1)
    slower = worn * 0.07 * (frame["day"] - (REPAIR_DAY - 21)) / 21
    pace = np.clip(performance - slower + random.normal(0, 0.02, len(frame)), 0.6, 0.985)
    paces = {product: pace for each in MACHINES for product, pace in zip(each.products, each.paces, strict=False)}
    capacity *= frame["product"].map(paces).fillna(1.0)
    frame["output_quantity"] = np.floor(capacity / SHIFT_MINUTES * run_minutes * pace).astype("int64")
    rate = frame["name"].map({name: machine.defect_rate for name, machine in by_name.items()})
    at_night = frame["name"].map({name: machine.night_defect_rate for name, machine in by_name.items()})
    rate = rate.mask((frame["shift"] == "night") & at_night.notna(), at_night)
    frame["defect_quantity"] = random.binomial(frame["output_quantity"], rate * random.gamma(25, 1 / 25, len(frame)))
    return frame[~((frame["name"] == ROBOT) & frame["day"].isin(list(SILENT_DAYS)))]
