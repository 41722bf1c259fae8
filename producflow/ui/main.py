"""The script that Streamlit runs: nobody passes without signing in, then the page that the address names."""

import streamlit as st

from producflow import pages
from producflow.ui import account, addressed, context, contrast, receipts, sharing, shown, sign_in

# A factory in the accent colour, for the browser's tab: carried in the page itself, readable on light and dark.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path fill="#2f7fd6" d="M3 29V12l8 6v-6l8 6V3h6l2 26zm5-4h4v-4H8zm7 0h4v-4h-4z"/></svg>'
)

shown.begin()
actor = sign_in.current()
shown_as = {
    entry.url_path: st.Page(
        entry.script,
        title=entry.title,
        icon=entry.icon,
        help=entry.help,
        url_path=entry.url_path,
        default=entry is pages.HOME,
        visibility="visible" if actor is not None and actor.may(entry.needs) else "hidden",
    )
    for entry in pages.ALL
}

# Before the gate too: without it the browser would forget which page it was asked for.
page = st.navigation(list(shown_as.values()), position="hidden" if actor is None else "sidebar")
st.set_page_config(page_icon=ICON, layout="wide")  # after it: a page's own icon would come from a CDN
contrast.mend()

if actor is None:
    sign_in.form()
    st.stop()

entry = next(entry for entry in pages.ALL if shown_as[entry.url_path] is page)
st.session_state[context.PAGE_KEY] = entry.url_path
sign_in.sidebar(actor)
account.offer(actor)
if actor.may(entry.needs):
    sharing.banner()
    sharing.offer()
    receipts.show()
    with addressed.said():
        page.run()
else:
    sign_in.not_for(actor, entry)
