"""The script that Streamlit runs: nobody passes without signing in, then the page that the address names."""

import streamlit as st

from producflow.ui import account, addressed, context, contrast, navigation, receipts, sharing, shown, sign_in

shown.begin()
actor = sign_in.current()
pages = {
    entry.url_path: st.Page(
        entry.script,
        title=entry.title,
        icon=entry.icon,
        help=entry.help,
        url_path=entry.url_path,
        default=entry is navigation.HOME,
        visibility="visible" if actor is not None and actor.may(entry.needs) else "hidden",
    )
    for entry in navigation.ALL
}

# Before the gate too: without it the browser would forget which page it was asked for.
page = st.navigation(list(pages.values()), position="hidden" if actor is None else "sidebar")
st.set_page_config(page_icon=navigation.ICON, layout="wide")  # after it: a page's own icon would come from a CDN
contrast.mend()

if actor is None:
    sign_in.form()
    st.stop()

entry = next(entry for entry in navigation.ALL if pages[entry.url_path] is page)
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
