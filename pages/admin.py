"""Who may do what, and by which rules?"""

import streamlit as st

from producflow.ui import admin, changing, context, messages
from producflow.ui.admin import audit, backups, calendar, goals, keys, limits, people, plant, reviewing, screens, speeds

actor = context.actor()

st.title("Who may do what, and by which rules?")
section = admin.section(actor)
changing.said()

if section == admin.PEOPLE:
    account = people.accounts(actor)
    people.changes(actor, account)
    people.roles()

if section == admin.KEYS:
    key = keys.keys(actor)
    keys.changes(actor, key)

if section == admin.LIMITS:
    st.markdown("A reading strictly beyond a limit is a warning, or critical; on it, it is still inside.")
    limit = limits.listed(actor)
    limits.change(actor, limit)
    reviewing.made(actor)

if section == admin.GOALS:
    st.markdown("What figures should come to, from a production day on; what held before that day is kept.")
    goal = goals.listed(actor)
    goals.change(actor, goal)
    speed = speeds.listed(actor)
    speeds.change(actor, speed)

if section == admin.PLANT:
    st.markdown("Every time that is shown and every cost follows from these.")
    plant.decided(actor)

if section == admin.CALENDAR:
    st.markdown("What is expected to be reported, and planned time that nobody states, follow from this.")
    calendar.changes(actor)

if section == admin.SCREENS:
    link = screens.links(actor)
    screens.changes(actor, link)

if section == admin.MESSAGES:
    messages.outbox(actor)

if section == admin.AUDIT:
    audit.entries(actor)

if section == admin.BACKUPS:
    backups.listed(actor)
