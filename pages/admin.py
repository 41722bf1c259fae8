"""Who may do what, and by which rules?"""

import streamlit as st

from producflow.ui import admin, context, messages
from producflow.ui.admin import (
    audit,
    backups,
    calendar,
    goals,
    keys,
    limits,
    machines,
    people,
    plant,
    reviewing,
    screens,
    speeds,
)

actor = context.actor()

st.title("Who may do what, and by which rules?")
section = admin.section(actor)

if section == admin.PEOPLE:
    people.changes(actor, people.accounts(actor))
    people.roles()

if section == admin.KEYS:
    keys.changes(actor, keys.keys(actor))

if section == admin.MACHINES:
    machines.change(actor, machines.listed(actor))

if section == admin.LIMITS:
    limits.change(actor, limits.listed(actor))
    reviewing.made(actor)

if section == admin.GOALS:
    goals.change(actor, goals.listed(actor))
    speeds.change(actor, speeds.listed(actor))

if section == admin.PLANT:
    plant.decided(actor)

if section == admin.CALENDAR:
    calendar.changes(actor)

if section == admin.SCREENS:
    screens.changes(actor, screens.links(actor))

if section == admin.MESSAGES:
    messages.outbox(actor)

if section == admin.AUDIT:
    audit.entries(actor)

if section == admin.BACKUPS:
    backups.listed(actor)
