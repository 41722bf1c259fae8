"""How is the plant?"""

import streamlit as st

from producflow.reports.plant import machine_names
from producflow.ui import context

st.title("How is the plant?")
st.dataframe({"Machine": list(machine_names(context.store()).values())}, alt="Machines of the plant")
