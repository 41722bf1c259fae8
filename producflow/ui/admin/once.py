"""What is shown only once, since it is kept nowhere: keys, and links of screens."""

import streamlit as st

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
