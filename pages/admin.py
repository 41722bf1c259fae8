"""Who may do what, and by which rules?"""

import streamlit as st

from producflow.ui import admin, changing, context, messages
from producflow.ui.admin import audit, backups, calendar, goals, keys, limits, machines, people, plant, reviewing
from producflow.ui.admin import screens, speeds

actor = context.actor()

st.title("Who may do what, and by which rules?")
section = admin.section(actor)
changing.said()

if section == admin.PEOPLE:
    people.changes(actor, people.accounts(actor))
    people.roles()

if section == admin.KEYS:
    keys.changes(actor, keys.keys(actor))

if section == admin.MACHINES:
    machines.change(actor, machines.listed(actor))

if section == admin.LIMITS:
    st.markdown("A reading strictly beyond a limit is a warning, or critical; on it, it is still inside.")
    limits.change(actor, limits.listed(actor))
    reviewing.made(actor)

if section == admin.GOALS:
    st.markdown("What figures should come to, from a production day on; what held before that day is kept.")
    goals.change(actor, goals.listed(actor))
    speeds.change(actor, speeds.listed(actor))

if section == admin.PLANT:
    st.markdown("Every time that is shown and every cost follows from these.")
    plant.settings(actor)
    plant.picture(actor)

if section == admin.CALENDAR:
    st.markdown("What is expected to be reported, and planned time that nobody states, follow from this.")
    calendar.changes(actor)

if section == admin.SCREENS:
    screens.changes(actor, screens.links(actor))

if section == admin.MESSAGES:
    messages.outbox(actor)

if section == admin.AUDIT:
    audit.entries(actor)

if section == admin.BACKUPS:
    backups.listed(actor)
