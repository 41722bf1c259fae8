"""What did this machine do in this shift?"""

import streamlit as st

from producflow.reports import recording
from producflow.ui import cached, changing, context
from producflow.ui.record import choosing, counts, recorded, stops

with st.container(width=choosing.WIDTH):
    machine = choosing.machine()
    if machine is None:
        st.stop()
    shift = choosing.shift(machine)
    actor = context.actor()
    found = cached.answer(recording.recording, machine, shift, context.now())
    changing.said()

    # What happens now comes first: it stands, and why.
    st.title(choosing.headline(shift))
    st.caption(choosing.bounds(shift))
    choosing.ask_why(shift)
    stops.now(machine, found)

    # What the shift made, empty until somebody types it.
    st.subheader("Output and rejects")
    counts.form(machine, found, actor)

    # What is said less often.
    stops.earlier(machine, found, actor)
    recorded.reading(machine, found, actor)
    recorded.stops(found, actor)
