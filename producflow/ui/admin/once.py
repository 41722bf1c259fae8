"""What is shown only once, since it is kept nowhere: keys, and links of screens."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from producflow.ui import context, tables
from producflow.ui.tables import Column
from producflow.ui.text import plain


def keep(name: str, title: str, secret: str) -> None:
    """Have it shown until it is put away.

    Parameters
    ----------
    name : str
        In the session, where alone it is kept until then.
    """
    st.session_state[name] = (title, secret)


def show(name: str, key: str) -> None:
    """Show what was made and not yet put away.

    Parameters
    ----------
    key : str
        Of the button that puts it away.
    """
    if name not in st.session_state:
        return
    title, secret = st.session_state[name]
    with st.container(border=True):
        st.markdown(f"**{plain(title)}** Copy it now: it is shown only here and only once.")
        st.code(secret, language=None, wrap_lines=True)
        if st.button("I have it", key=key, icon=":material/check:"):
            del st.session_state[name]
            st.rerun()


def chosen(
    rows: Sequence[dict[str, Any]], title: str, columns: Mapping[str, Column], key: str
) -> dict[str, Any] | None:
    """Show all that were ever made, and return the chosen one if it still works.

    Parameters
    ----------
    rows : sequence of dict
        With `revoked_at` and `last_used_at`, and `expires_at` where they run out; `state` is made of these.
    """
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    frame["state"] = frame["revoked_at"].isna().map({True: "Works", False: "Revoked"})
    if "expires_at" in frame:
        over = pd.to_datetime(frame["expires_at"], utc=True) <= context.now()
        frame.loc[over & frame["revoked_at"].isna(), "state"] = "Expired"
    for name in ("last_used_at", "revoked_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    marked = tables.table(frame, title, columns, key=key, on_select="rerun").selection.rows
    return rows[marked[0]] if marked and rows[marked[0]]["revoked_at"] is None else None
