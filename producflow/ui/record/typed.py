"""What somebody has typed of one machine and shift and not saved yet: fields that are empty until then.

It is kept in the database as it is typed, so that it is there again after a reload, on whichever phone.
"""

import uuid
from datetime import time
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.operations import drafts
from producflow.reports.recording import Shift
from producflow.ui import context


class Typed:
    """The fields of one form.

    Parameters
    ----------
    actor, machine, shift
        Who types, and of what.
    form : str
        Which form of the page, such as ``stop`` or a product.
    **begins
        Its fields, and what stands in them before anything is typed.
    """

    def __init__(self, actor: Actor, machine: int, shift: Shift, form: str, **begins: Any) -> None:
        self.key = f"record_{machine}_{shift.day}_{shift.shift}_{form}"
        self.actor, self.begins = actor, begins
        if self.field("kept") not in st.session_state:
            kept = drafts_of(actor, self.key)
            st.session_state[self.field("kept")] = kept
            self.asked = False
            for name, value in {**begins, "sent_as": str(uuid.uuid4()), **kept}.items():
                st.session_state[self.field(name)] = value

    def field(self, name: str) -> str:
        """Key of the widget of a field."""
        return f"{self.key}_{name}"

    def value(self, name: str) -> Any:
        """What stands in a field; None where nothing does."""
        return st.session_state.get(self.field(name))

    @property
    def sent_as(self) -> str:
        """What the entry is sent as: the same at each try until it is saved, whatever is lost in between."""
        return str(self.value("sent_as"))

    @property
    def asked(self) -> bool:
        """Whether somebody wanted to save it as it is, so that what is missing is said too."""
        return bool(self.value("asked"))

    @asked.setter
    def asked(self, asked: bool) -> None:
        st.session_state[self.field("asked")] = asked

    def keep(self) -> None:
        """Keep what is typed, if it is more than there was; to be called once the fields are drawn."""
        typed = {name: self.value(name) for name in self.begins if self.value(name) != self.begins[name]}
        now = typed | {"sent_as": self.sent_as} if typed else {}
        if now != st.session_state.get(self.field("kept")):
            drafts.keep(context.store(), self.actor, self.key, {name: _written(value) for name, value in now.items()})
            st.session_state[self.field("kept")] = now

    def clear(self) -> None:
        """Empty the form once it is saved; what is typed next is another entry."""
        for name in (*self.begins, "sent_as", "asked", "kept"):
            st.session_state.pop(self.field(name), None)
        drafts.keep(context.store(), self.actor, self.key, {})


def drafts_of(actor: Actor, form: str) -> dict[str, Any]:
    """What was typed into a form before and not saved."""
    return {name: _read(value) for name, value in context.store().read(drafts.of, actor, form).items()}


def _written(value: Any) -> Any:
    if isinstance(value, time):
        return f"time {value.isoformat()}"
    return f"instant {value.isoformat()}" if isinstance(value, pd.Timestamp) else value


def _read(value: Any) -> Any:
    kind, _, text = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if kind == "time":
        return time.fromisoformat(text)
    return pd.Timestamp(text) if kind == "instant" else value
