"""The plant's settings in force."""

from dataclasses import fields
from datetime import date

import pandas as pd

from producflow import settings
from producflow.domain.logo import Logo
from producflow.domain.plant import PlantSettings
from producflow.reports.levels import LEVELS, Register
from producflow.store.database import Session
from producflow.store.queries import calendar, equipment, production
from producflow.store.queries import plant as queries
from producflow.store.reading import reads


@reads
def plant_settings(session: Session, timezone: str | None = None) -> PlantSettings:
    """Settings in force: what the plant has set, the defaults for the rest.

    Parameters
    ----------
    timezone : str, optional
        The process's own ``PRODUCFLOW_TIMEZONE``; where it is set, it wins.
    """
    known = {field.name for field in fields(PlantSettings)} - {"schedule"}
    chosen = {name: value for name, value in queries.settings(session).items() if name in known}
    if timezone is not None and not session.frozen:  # frozen rows hold the one that was in force
        chosen["timezone"] = timezone
    if chosen.get("closed_until") is not None:
        chosen["closed_until"] = date.fromisoformat(chosen["closed_until"])
    return PlantSettings(**chosen, schedule=calendar.schedule(session))


def in_force(session: Session) -> PlantSettings:
    """Settings in force for this process, see :func:`plant_settings`: ``PRODUCFLOW_TIMEZONE`` wins where it is set."""
    return session.ask(plant_settings, settings.current().timezone)


def known_machines(session: Session) -> pd.DataFrame:
    """All machines, and since when they report production: the same for every period.

    Returns
    -------
    DataFrame
        As of the question ``production/machines``; shared, never to be changed in place.
    """
    return session.ask(_known_machines)


def recording_stops(session: Session) -> pd.Index:
    """Machines that record stops at all."""
    machines = known_machines(session)
    found: pd.Index = pd.Index(machines.loc[machines["records_stops"], "equipment_id"])
    return found


@reads
def _known_machines(session: Session) -> pd.DataFrame:
    return production.machines(session)


@reads
def logo(session: Session) -> Logo | None:
    """The plant's logo; None where it has none."""
    address = queries.settings(session).get(queries.LOGO)
    return None if address is None else Logo.at(address)


@reads
def machine_names(session: Session) -> Register:
    """Names of all machines by id, in alphabetical order, and the area and line of each."""
    rows = equipment.levels(session)
    return Register(
        {row["id"]: row["name"] for row in rows},
        {level: {row["id"]: row[level] for row in rows if row[level]} for level in LEVELS},
    )
