"""Every question that pages and calls ask of a small plant."""

from datetime import timedelta
from typing import Any

from producflow.api.figures import fields
from producflow.domain.thresholds import Limits
from producflow.imports.columns.profiles import all_profiles
from producflow.imports.writing.committing import batches
from producflow.reports import (
    alarm_load,
    answered,
    changes,
    comparison,
    control_charts,
    effects,
    first_run,
    handover,
    limit_replay,
    losses,
    maintenance,
    missing,
    overview,
    predictions,
    provenance,
    receipts,
    sensor_health,
    sensors,
    targets,
)
from producflow.reports import annotations as notes
from producflow.reports import equipment as machines
from producflow.reports import frozen as frozen_links
from producflow.reports import production as figures
from producflow.reports.excursions import excursion
from producflow.reports.now import now as standing
from producflow.reports.periods import as_of as newest_end
from producflow.reports.plant import logo, machine_names, plant_settings
from producflow.reports.receipts import FigureRef
from producflow.reports.running import running
from producflow.reports.upkeep import upkeep
from producflow.reports.view import View
from producflow.reports.wall import wall
from producflow.store.answers import Question
from producflow.ui import cached
from producflow.ui.charts import maintenance as charts
from producflow.ui.charts import plant as plant_charts
from producflow.ui.charts import sensors as sensor_charts
from tests.integration.answers.plant import KINDS, SILENT, Plant


def questions(plant: Plant) -> dict[str, Question]:
    """Every question that pages and calls ask, by a name of the test's own."""
    now, as_of = plant.now, newest_end(plant_settings(plant.store), plant.now)
    week = View(plant.today - timedelta(days=7), plant.today - timedelta(days=1))
    press = View(week.first_day, week.last_day, (plant.ids[0],))
    starts, past = now - timedelta(days=7), now - timedelta(days=2)
    hour = now.replace(minute=0)
    course = (sensors.course, plant.ids[0], KINDS, starts, now + timedelta(hours=1), now)
    asked: dict[str, tuple[Any, ...]] = {
        "overview": (overview.overview, week, as_of, now),
        "now": (standing, now),
        "the answer in words": (answered.answered, None, as_of, now),
        "the answer of one": (answered.answered, (plant.ids[0],), as_of, now),
        "wall": (wall, None, now),
        "first run": (first_run.first_run,),
        "logo": (logo,),
        "chart of days": (cached._drawn, plant_charts.days, (), None, "UTC", figures.metrics, week, as_of),
        "metrics": (figures.metrics, week, as_of),
        "metrics of the running week": (figures.metrics, View(week.first_day, plant.today), as_of),
        "running shift": (running, None, now),
        "excursion": (excursion, 1),
        "metrics against another week": (figures.metrics, press, as_of, week.previous()),
        "metrics of the API": (figures.told_of, week, as_of),
        "metrics and goals of the API": (figures.told_with_goals, week, as_of),
        "conditions of machines": (machines.conditions, now),
        "some machines": (machines.of_machines, tuple(plant.ids[:2]), now),
        "summary": (figures.dashboard_summary, now),
        "shifts of a day": (figures.shift_summary, week.last_day),
        "machines": (machines.machines, now),
        "one machine": (machines.machine, plant.ids[0], now),
        "another machine": (machines.machine, plant.ids[1], now),
        "its sensors": course,
        "another's sensors": (sensors.course, plant.ids[1], KINDS, starts, now + timedelta(hours=1), now),
        "its sensors two days ago": (sensors.course, plant.ids[0], KINDS, starts, past, now),
        "a silent sensor": (sensors.course, plant.ids[0], (SILENT,), starts, past, now),
        "chart of its sensors": (
            cached._drawn,
            sensor_charts.course,
            (("timezone", "UTC"),),
            (plant.ids[0],),
            "UTC",
            *course,
        ),
        "maintenance": (maintenance.maintenance, week, hour),
        "alarm load": (alarm_load.alarm_load, week, hour),
        "limits tried": (limit_replay.replay, plant.ids[0], KINDS[0], Limits(warn_high=1.0), hour),
        "sensor notes": (sensor_health.sensor_notes, plant.ids[0], hour),
        "maintenance of one": (maintenance.maintenance, press, hour),
        "chart of jobs": (cached._drawn, charts.schedule, (), None, "UTC", upkeep, week, hour),
        "effects": (effects.job_effects, week, as_of, 3, 14),
        "effects of one": (effects.job_effects, press, as_of, 7, 14),
        "foretold": (predictions.standing, None, hour),
        "track record": (predictions.track_record, None),
        "losses": (losses.losses, week, as_of),
        "behind a loss": (losses.behind, week, as_of, "stops"),
        "changes": (changes.changes, week, week.previous(), "oee", as_of),
        "changes of the API": (fields, changes.changes, week, week.previous(), "oee", as_of),
        "changes from missing": (changes.from_missing, week, week.previous(), as_of),
        "missing": (missing.missing, week, as_of),
        "comparison": (comparison.compare, week),
        "control chart": (control_charts.chart, week),
        "handover": (handover.handover, week.last_day, "night", None, now),
        "goals": (targets.goals, week, as_of),
        "goals of one": (targets.goals, press, as_of),
        "all goals": (targets.everything, plant.today),
        "names": (machine_names,),
        "notes": (notes.notes, None),
        "notes of one": (notes.notes, (plant.ids[0],)),
        "settings": (plant_settings, None),
        "imports": (batches,),
        "profiles": (all_profiles,),
        "rows of an import": (provenance.of_batch, 1),
        "found rows": (provenance.find, "production_records", "date", None, week.first_day, week.last_day),
        "since a frozen link": (frozen_links.since, plant.link.token),
        **{f"receipt of {name}": (receipts.receipt, FigureRef(name), week, now) for name in RECEIPTS},
    }
    return {name: Question(each[0], each[1:]) for name, each in asked.items()}


RECEIPTS = ("oee", "open_alerts", "mtbf_hours", "coverage", "downtime_cost")
