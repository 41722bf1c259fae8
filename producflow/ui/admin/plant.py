"""The plant's own settings."""

import streamlit as st

from producflow import settings as process_settings
from producflow.access.roles import Actor
from producflow.domain import zones
from producflow.domain.counting import GOOD, TOTAL
from producflow.operations import plant
from producflow.reports.plant import logo, plant_settings
from producflow.ui import context
from producflow.ui.admin import done, stop_reasons
from producflow.ui.text import DAY

COUNTED = {GOOD: "Good units, and the rejected ones beside them", TOTAL: "All units, and the rejected among them"}
NOT_COMPUTABLE = "Leave it empty if you do not know: what depends on it is then not computable, instead of made up."


def decided(actor: Actor) -> None:
    """Its settings, its logo, and the reasons of stops that people choose from."""
    _settings(actor)
    _picture(actor)
    stop_reasons.kept(actor)


def _settings(actor: Actor) -> None:
    """Show the settings in force and let them be changed."""
    now = plant_settings(context.store())
    fixed = process_settings.current().timezone
    choices = sorted(zones.names() | {now.timezone})
    with st.form("plant"):
        clock, money = st.columns(2)
        clock.markdown("**Name and clock**")
        name = clock.text_input(
            "Name of the plant", now.name, max_chars=plant.LONGEST_PLANT, key="plant_name", help="On pages and paper."
        )
        zone = clock.selectbox("Time zone", choices, choices.index(now.timezone), key="plant_timezone")
        if fixed is not None:
            clock.caption(f"At the moment PRODUCFLOW_TIMEZONE sets {fixed}, which wins over this one.")
        money.markdown("**Costs and readings**")
        currency = money.text_input("Currency", now.currency, key="plant_currency", help="Three letters, such as EUR.")
        hour = money.number_input(
            f"Cost of an hour of downtime [{now.currency}/h]",
            min_value=0.0,
            value=now.downtime_hour_cost,
            help=NOT_COMPUTABLE,
            key="plant_hour",
        )
        unit = money.number_input(
            f"Cost of a defective unit [{now.currency}/unit]",
            min_value=0.0,
            value=now.defect_unit_cost,
            help=NOT_COMPUTABLE,
            key="plant_unit",
        )
        age = money.number_input(
            "A reading says something of now for [h]",
            min_value=0.1,
            max_value=plant.LONGEST_AGE,
            value=now.reading_max_age_hours,
            help="A machine whose latest reading is older has an unknown condition.",
            key="plant_age",
        )
        grace = money.number_input(
            "A report is late when it comes in after its shift by more than [h]",
            min_value=0.1,
            max_value=plant.LONGEST_AGE,
            value=now.report_grace_hours,
            help="Shown under What is missing; it changes no other figure.",
            key="plant_grace",
        )
        operators = clock.number_input(
            "People who watch alarms at a time",
            min_value=1,
            max_value=plant.MOST_OPERATORS,
            value=now.alarm_operators,
            help="The alarm load is told for one of them.",
            key="plant_operators",
        )
        counts = clock.selectbox(
            "What people count of a shift",
            list(COUNTED),
            list(COUNTED).index(now.counts),
            format_func=COUNTED.__getitem__,
            key="plant_counts",
            help="How the page Record asks; stored is always all units made, and the defects among them.",
        )
        closed = clock.date_input(
            "Closed until production day",
            now.closed_until,
            format=DAY,
            key="plant_closed",
            help="What was entered of these days changes with a reason only. Empty: no day is closed.",
        )
        st.caption("Stored instants stay as they are; shown times, and which shift they fall in, follow the clock.")
        if st.form_submit_button("Save", type="primary", icon=":material/save:"):
            wanted = {
                "name": name,
                "timezone": zone,
                "currency": currency,
                "downtime_hour_cost": hour,
                "defect_unit_cost": unit,
                "reading_max_age_hours": age,
                "report_grace_hours": grace,
                "alarm_operators": operators,
                "counts": counts,
                "closed_until": closed,
            }
            done(lambda: plant.change_settings(context.store(), actor, wanted), "The plant's settings are saved.")


def _picture(actor: Actor) -> None:
    """Let the logo be changed; it shows beside the pages and on paper."""
    st.markdown("**Logo**")
    found = logo(context.store())
    with st.form("plant_logo", clear_on_submit=True):
        if found is not None:
            st.image(found.address, width=120)
        file = st.file_uploader("PNG or SVG, up to 100 kB", type=["png", "svg"], key="plant_logo_file")
        left, right = st.columns(2)
        if left.form_submit_button("Use this logo", icon=":material/image:") and file is not None:
            done(lambda: plant.change_logo(context.store(), actor, file.getvalue()), "The plant's logo is changed.")
        if found is not None and right.form_submit_button("Use none", icon=":material/delete:"):
            done(lambda: plant.change_logo(context.store(), actor, None), "The plant shows no logo any more.")
