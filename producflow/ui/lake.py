"""Where figures come from that a lake brought, and how fresh they are."""

import pandas as pd
import streamlit as st

from producflow.reports import lake
from producflow.reports.lake import Source
from producflow.ui import cached, context
from producflow.ui.text import local, plain

LISTED = 8
"""Plants that are named one by one."""


def tell() -> None:
    """Say in the sidebar up to which day each plant is taken in, and on the page which one cannot be read."""
    found = cached.answer(lake.sources)
    if not found:
        return
    zone = context.plant().timezone
    with st.sidebar:
        st.caption("From the lake")
        st.caption("  \n".join([_one(each, zone) for each in found[:LISTED]] + _more(found)))
    for fault in dict.fromkeys(each.fault for each in found if each.fault is not None):
        of = [plain(each.plant) for each in found if each.fault == fault]
        st.warning(f"{', '.join(of)}: {plain(fault)} What was taken in before is shown.", icon=":material/cloud_off:")


def _one(source: Source, zone: str) -> str:
    if source.last is None or source.published_at is None:
        return f"{plain(source.plant)}: nothing yet"
    published = local(pd.Timestamp(source.published_at), zone)
    return f"{plain(source.plant)}: up to {source.last:%-d %b %Y} UTC, published {published}"


def _more(found: tuple[Source, ...]) -> list[str]:
    days = [each.last for each in found[LISTED:] if each.last is not None]
    return [f"and {len(found) - LISTED} more, up to {min(days):%-d %b %Y} UTC or later"] if days else []
