"""What others did to what one has entered, on every page until it is read."""

import streamlit as st

from producflow import pages
from producflow.access.roles import Actor
from producflow.operations import undo_news
from producflow.ui import cached, context
from producflow.ui.text import counted, local, plain


def tell(actor: Actor) -> None:
    """Say which of one's imports somebody else took back."""
    if actor.user_id is None or context.reader() is not None or context.frozen() is not None:
        return
    found = cached.answer(undo_news.unread, actor.user_id)
    if not found:
        return
    zone = context.plant().timezone
    first, more = found[0], len(found) - 1
    said = (
        f"{first['undone_by']} has undone your import {first['id']} of {first['file_name']} on "
        f"{local(first['undone_at'], zone)}"
    )
    others = f", and {counted(more, 'more', 'more')}" if more else ""
    st.warning(f"{plain(said)}{others}. On Uploads it can be brought back.", icon=":material/undo:")
    with st.container(horizontal=True):
        if st.button("Show the import", icon=":material/arrow_forward:", key="undone_shown"):
            st.switch_page(pages.entry_of("uploads").script, query_params={"import": str(first["id"])})
        if st.button("I have read it", icon=":material/check:", key="undone_read"):
            undo_news.note_read(context.live(), actor, [row["id"] for row in found])
            st.rerun()
