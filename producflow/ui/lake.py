"""Where figures come from that a lake brought, and how fresh they are."""

import pandas as pd
import streamlit as st

from producflow import settings
from producflow.access.roles import Actor, Permission
from producflow.reports import lake
from producflow.reports.lake import Source
from producflow.reports.view import View
from producflow.ui import cached, context, tables
from producflow.ui.tables import Column
from producflow.ui.text import counted, local, plain

LISTED = 8
"""Plants that are named one by one."""
AWAY = "The lake cannot be read at the moment; tell a manager or an administrator."
BEYOND = {
    "machine": Column("Machine"),
    "sensor_type": Column("Sensor"),
    "critical": Column("Critical", help="Readings beyond a critical limit."),
    "warning": Column("Warning", help="Readings beyond a warning limit."),
    "hours": Column("Hours", help="In which any reading was beyond its limits."),
    "lowest": Column("Lowest", digits=2),
    "highest": Column("Highest", digits=2),
    "first": Column("First hour"),
    "last": Column("Last hour"),
}


def tell(actor: Actor) -> None:
    """Say in the sidebar up to which day each plant is taken in, and on the page which one cannot be read.

    Where it lies on the server, only those learn who could do something about it.
    """
    found = cached.answer(lake.sources)
    if not found:
        _nothing_yet(actor)
        return
    found = tuple(each for each in found if each.fault is None or not each.retired)
    zone = context.plant().timezone
    if found:
        with st.sidebar:
            st.caption("From the lake")
            st.caption("  \n".join([_one(each, zone) for each in found[:LISTED]] + _more(found)))
    faults = {each.plant: each.fault if _may_know(actor) else AWAY for each in found if each.fault is not None}
    for fault in dict.fromkeys(faults.values()):
        of = ", ".join(plain(plant) for plant, own in faults.items() if own == fault)
        st.warning(f"{of}: {plain(fault or '')} What was taken in before is shown.", icon=":material/cloud_off:")


def _may_know(actor: Actor) -> bool:
    return actor.may(Permission.MANAGE_PLANT)


def _nothing_yet(actor: Actor) -> None:
    """Of a lake that is named, and of which nothing has come, say whether it is away or holds nothing."""
    folder = settings.current().lake
    if folder is None or actor.looking:
        return
    if not folder.is_dir():
        told = (
            f"The lake {plain(str(folder))} is away; mount it, or mend PRODUCFLOW_LAKE." if _may_know(actor) else AWAY
        )
        st.warning(told, icon=":material/cloud_off:")
    else:
        with st.sidebar:
            st.caption("From the lake: nothing yet. Its plants show up here within seconds once they are published.")


def beyond(view: View, actor: Actor) -> None:
    """Say that hours of a lake raise no alerts, and list what they say was beyond its limits."""
    found = cached.answer(lake.beyond, view, context.now().replace(minute=0))
    if found is None:
        return
    sensors = counted(len(found), "sensor", "sensors")
    said = (
        f"Readings of the lake raise no alerts: they come summed up by the hour. {sensors} beyond limits in the period"
    )
    if found.empty:
        st.caption(f"{said}.")
        return
    with st.expander(
        f"{said}: {int((found['critical'] > 0).sum())} critical", icon=":material/cloud:", key="lake_beyond"
    ):
        tables.table(found, "Sensors beyond their limits, from the lake", BEYOND, at_once=tables.SOME)
        tables.download(found, "lake_beyond_limits", actor, columns=BEYOND)


def _one(source: Source, zone: str) -> str:
    if source.last is None or source.published_at is None:
        return f"{plain(source.plant)}: nothing yet"
    published = local(pd.Timestamp(source.published_at), zone)
    stale = "" if source.stale_until is None else f"; up to {source.stale_until:%-d %b %Y} by other limits"
    return f"{plain(source.plant)}: up to {source.last:%-d %b %Y} UTC, published {published}{stale}"


def _more(found: tuple[Source, ...]) -> list[str]:
    days = [each.last for each in found[LISTED:] if each.last is not None]
    return [f"and {len(found) - LISTED} more, up to {min(days):%-d %b %Y} UTC or later"] if days else []
