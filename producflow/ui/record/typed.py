"""What somebody has typed of one machine and shift and not saved yet: fields that are empty until then."""

import uuid
from typing import Any

import streamlit as st

from producflow.reports.recording import Shift


class Typed:
    """The fields of one form.

    Parameters
    ----------
    machine, shift
        What it is of.
    form : str
        Which form of the page, such as ``stop`` or a product.
    """

    def __init__(self, machine: int, shift: Shift, form: str) -> None:
        self.key = f"record_{machine}_{shift.day}_{shift.shift}_{form}"

    def field(self, name: str) -> str:
        """Key of the widget of a field."""
        return f"{self.key}_{name}"

    def begin(self, **values: Any) -> None:
        """Fill fields in that the form has not shown yet."""
        for name, value in values.items():
            st.session_state.setdefault(self.field(name), value)

    def value(self, name: str) -> Any:
        """What stands in a field; None where nothing does."""
        return st.session_state.get(self.field(name))

    @property
    def sent_as(self) -> str:
        """What the entry is sent as, the same at each try until it is saved."""
        return str(st.session_state.setdefault(self.field("sent_as"), str(uuid.uuid4())))

    def clear(self, *names: str) -> None:
        """Empty the form once it is saved; what is typed next is another entry."""
        for name in (*names, "sent_as"):
            st.session_state.pop(self.field(name), None)
