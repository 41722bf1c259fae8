"""What a person sees when a page cannot be drawn: one sentence, never a stack trace."""

import streamlit as st

from producflow.errors import ProducFlowError
from producflow.ui.text import plain


def say(error: Exception) -> bool:
    """Show why a page stopped; Streamlit has logged the rest.

    Parameters
    ----------
    error : Exception
        What the page let through.

    Returns
    -------
    bool
        True: nothing more is to be shown.
    """
    if isinstance(error, ProducFlowError):
        st.error(plain(error), icon=":material/error:")
    else:
        st.error(
            "This part of the page could not be shown because of a mistake in ProducFlow; nothing was changed by it. "
            "Reload the page, and tell whoever runs the server if it happens again: its log says what went wrong.",
            icon=":material/error:",
        )
    return True
