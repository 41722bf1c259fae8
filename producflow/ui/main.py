"""The script that Streamlit runs: nobody passes without signing in, then the page that the address names."""

import streamlit as st

from producflow import pages
from producflow.reports import plant
from producflow.ui import addressed, cached, context, lake, navigation, news, receipts, sharing, shown, sign_in

# A factory in the accent colour, for the browser's tab: carried in the page itself, readable on light and dark.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path fill="#2f7fd6" d="M3 29V12l8 6v-6l8 6V3h6l2 26zm5-4h4v-4H8zm7 0h4v-4h-4z"/></svg>'
)

shown.begin()
actor = sign_in.current()
known = navigation.made(actor)

# Before the gate too: without it the browser would forget which page it was asked for.
page = st.navigation(list(known.values()), position="hidden")
# After it, or it would be the layout of the first page only.
st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state=navigation.SIDEBAR_WIDTH)

if actor is None:
    sign_in.form(page.url_path)
    st.stop()

entry = next(entry for entry in pages.ALL if known[entry.url_path] is page)
st.session_state[context.PAGE_KEY] = entry.url_path
sign_in.claim()
picture = cached.answer_now(plant.logo)
st.logo(ICON if picture is None else picture.address)
navigation.offer(actor, entry, known, context.plant().name)
if actor.may(entry.needs):
    sharing.banner()
    news.tell(actor)
    lake.tell(actor)
    receipts.show()
    with addressed.said():
        page.run()
else:
    sign_in.not_for(actor, entry)
