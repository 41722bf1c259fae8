"""What came in, and can it be trusted?"""

import streamlit as st

from producflow.ui import context, uploads
from producflow.ui.uploads import (
    choosing,
    evidence,
    history,
    machines,
    origins,
    profiles,
    questions,
    recognised,
    rehearsed,
)

st.title("What came in, and can it be trusted?")
actor = context.actor()
section = uploads.section(actor)
uploads.only_looking(actor)

# Choose a file; nothing is written before the rehearsal was seen.
if section == uploads.FILES:
    upload = choosing.chosen(actor)
    if upload is not None and not rehearsed.under_way(upload):
        first = evidence.first_rows(upload)
        machines.ask(upload)
        questions.ask(upload, first)
        left, right = st.columns(2, gap="large")
        with left:
            recognised.show(upload)
        with right:
            rehearsal = rehearsed.outcome(upload, actor)
            evidence.decisive(upload, rehearsal)
        evidence.preview(upload, rehearsal, first)
        evidence.show(rehearsal)

    # Every import keeps its line numbers, its rejects and a way back.
    uploads.said()
    history.show(actor)

# What was once answered need not be answered again.
if section == uploads.PROFILES:
    uploads.said()
    profiles.show(actor)

if section == uploads.ROWS:
    origins.show()
