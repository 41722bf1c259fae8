"""What came in, and can it be trusted?"""

import streamlit as st

from producflow.ui import context, uploads
from producflow.ui.uploads import history, recognised, rehearsed

st.title("What came in, and can it be trusted?")
actor = context.actor()
uploads.said(actor)

# Choose a file; nothing is written before the rehearsal was seen.
upload = uploads.chosen(actor)
if upload is not None:
    left, right = st.columns(2, gap="large")
    with left:
        recognised.show(upload)
    with right:
        rehearsal = rehearsed.outcome(upload, actor)
    rehearsed.evidence(rehearsal)

# Every import keeps its line numbers, its rejects and a way back.
history.show(actor)
