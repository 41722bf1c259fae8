"""What a machine made in a shift, as the plant counts it: empty until typed, refused beside the field."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.counting import GOOD, counted_of, output_of
from producflow.errors import InvalidInput
from producflow.operations import entries, production
from producflow.reports.recording import Record, Recording
from producflow.ui import changing, context
from producflow.ui.record import choosing
from producflow.ui.record.choosing import clock
from producflow.ui.record.typed import Typed
from producflow.ui.text import plain

PLACE = "record"
FIELDS = ("counted", "rejects", "downtime", "planned")
SHOWN_AT = {
    "output_quantity": "counted",
    "defect_quantity": "rejects",
    "downtime_minutes": "downtime",
    "planned_minutes": "planned",
}
"""Field of a record → the field of the form that what is wrong with it stands below."""


def form(machine: int, found: Recording, actor: Actor) -> None:
    """Let a shift be recorded, or its record be corrected."""
    product = _product(machine, found, actor)
    record = found.of_product(product)
    way = context.plant().counts
    version = "" if record is None else f" {record.row['updated_at']:%s%f}"  # corrected elsewhere, it begins anew
    typed = Typed(actor, machine, found.shift, f"of {product}{version}", **_recorded(record, way))
    locked = record is not None and not _open_to(actor, record)
    wrong = None if locked else _complaint(machine, found, product, typed, complete=typed.asked)
    place = None if wrong is None else SHOWN_AT.get(wrong.field or "", "counted")

    from_stops = _from_stops(found, product)
    by_stops = "min" if from_stops is None else f"{from_stops:g} by stops"
    good = way == GOOD
    fields = (
        ("counted", "Good units" if good else "All units made", 1, "units", None),
        ("rejects", "Rejected units" if good else "Rejected of them", 1, "units", None),
        ("downtime", "Downtime [min]", 1.0, by_stops, None),
        ("planned", "Planned time [min]", 1.0, "the shift's", "0 where the machine was not meant to run."),
    )
    for row in (fields[:2], fields[2:]):
        for column, (name, label, step, placeholder, more) in zip(st.columns(2, wrap=False), row, strict=True):
            column.number_input(
                label,
                value=None,
                step=step,
                format=None if isinstance(step, int) else "%g",
                key=typed.field(name),
                placeholder=placeholder,
                help=more,
                disabled=locked,
            )
        # Its place is there in any case: what comes and goes draws all below it anew, under the hands of whoever types.
        said = st.container()
        if wrong is not None and place in {field[0] for field in row}:
            said.error(plain(wrong), icon=":material/error:")
    typed.keep()
    with st.container():
        changing.failed(PLACE)
    _below(machine, found, product, typed, locked=locked)


def _product(machine: int, found: Recording, actor: Actor) -> str:
    """Which product the numbers are of; empty where it has no name."""
    recorded = [record.row["product"] for record in found.records]
    offered = list(dict.fromkeys([*recorded, *found.products])) or [""]
    typed = Typed(actor, machine, found.shift, "product", name=offered[0])
    chosen = st.selectbox(
        "Product",
        list(dict.fromkeys([*offered, typed.value("name") or ""])),
        format_func=lambda name: name or "Without a name",
        accept_new_options=True,
        key=typed.field("name"),
    )
    typed.keep()
    return chosen or ""


def _recorded(record: Record | None, way: str) -> dict[str, Any]:
    """What the form begins with: nothing, or what is recorded."""
    if record is None:
        return dict.fromkeys(FIELDS)
    row = record.row
    return {
        "counted": counted_of(row["output_quantity"], row["defect_quantity"], way),
        "rejects": row["defect_quantity"],
        "downtime": row["downtime_minutes"],
        "planned": None if row["planned_shared"] else row["planned_minutes"],
    }


def _open_to(actor: Actor, record: Record) -> bool:
    """Whether somebody may correct a record, or add counts that it lacks."""
    lacks = record.row["output_quantity"] is None
    return lacks or entries.may_correct(actor, record.entry, context.now(), uploaded=record.row["batch_id"] is not None)


def _from_stops(found: Recording, product: str) -> float | None:
    """Downtime by the stops of the shift, less what other products have of it; None where none is recorded. [min]"""
    if not found.stops:
        return None
    others = sum(each.row["downtime_minutes"] for each in found.records if each.row["product"] != product)
    return max(round(found.stopped_minutes - float(others), 1), 0.0)


def _values(machine: int, found: Recording, product: str, typed: Typed) -> dict[str, Any]:
    """The record that the form comes to."""
    rejects = typed.value("rejects")
    downtime = typed.value("downtime")
    return {
        "equipment_id": machine,
        "date": found.shift.day,
        "shift": found.shift.shift,
        "product": product,
        "output_quantity": output_of(typed.value("counted"), rejects, context.plant().counts),
        "defect_quantity": rejects,
        "downtime_minutes": _from_stops(found, product) if downtime is None else downtime,
        "planned_minutes": typed.value("planned"),
        "efficiency_percentage": None,
    }


def _complaint(machine: int, found: Recording, product: str, typed: Typed, *, complete: bool) -> InvalidInput | None:
    """What is wrong with what was typed; what is missing only once somebody wanted to save it (`complete`)."""
    values = _values(machine, found, product, typed)
    try:
        context.store().read(production.sound, values | {"downtime_minutes": values["downtime_minutes"] or 0.0})
    except InvalidInput as error:
        return error
    if complete and typed.value("counted") is None:
        return InvalidInput("This is empty; type how many, 0 where none was made.", "output_quantity")
    if complete and values["output_quantity"] is None:
        return InvalidInput("This is empty; type how many, 0 where none was rejected.", "defect_quantity")
    if complete and values["downtime_minutes"] is None:
        return InvalidInput("This is empty; type the minutes, 0 where it never stood.", "downtime_minutes")
    return None


def _below(machine: int, found: Recording, product: str, typed: Typed, *, locked: bool) -> None:
    """The button that saves, and whose the record is."""
    record = found.of_product(product)
    if record is not None:
        whose = "" if record.entry is None else f" by {record.entry.made_by_name}, {clock(record.entry.made_at)}"
        st.caption(plain(f"Recorded{whose}." + (" A manager or an admin may correct it." if locked else "")))
    unchanged = record is not None and all(
        typed.value(name) == value for name, value in _recorded(record, context.plant().counts).items()
    )
    st.button(
        "Save the shift" if record is None else "Save the correction",
        type="primary",
        icon=":material/save:",
        width="stretch",
        key="record_save",
        disabled=locked or unchanged,
        on_click=_save,
        args=(machine, found, product, typed),
    )
    if record is not None and record.entry is not None and not locked:
        st.button(
            "Take it back",
            icon=":material/undo:",
            width="stretch",
            key="record_take_back",
            on_click=_take_back,
            args=(record.row["id"], choosing.why(found.shift)),
        )


def _take_back(record_id: int, why: str | None) -> None:
    work = partial(_remove, record_id, why)
    changing.press(PLACE, f"record {record_id} back", work, "What was recorded of the shift is taken back.")


def _remove(record_id: int, why: str | None, actor: Actor) -> None:
    production.take_back(context.store(), actor, record_id, why)


def _save(machine: int, found: Recording, product: str, typed: Typed) -> None:
    if _complaint(machine, found, product, typed, complete=True) is not None:
        typed.asked = True
        return
    values = _values(machine, found, product, typed)
    record, why = found.of_product(product), choosing.why(found.shift)
    work: Callable[[Actor], Any]
    if record is None:
        work = partial(_enter, values, typed.sent_as, why)
    else:
        work = partial(_correct, record.row["id"], values, why)
    if changing.attempt(PLACE, f"{typed.sent_as} {sorted(map(str, values.items()))}", work, "The shift is recorded."):
        typed.clear()


def _enter(values: dict[str, Any], sent_as: str, why: str | None, actor: Actor) -> None:
    production.record(context.store(), actor, **values, sent_as=sent_as, why=why)


def _correct(record_id: int, values: dict[str, Any], why: str | None, actor: Actor) -> None:
    changes = {name: value for name, value in values.items() if name != "efficiency_percentage"}
    production.change(context.store(), actor, record_id, changes, why)
