"""Rated speeds of single products, where a machine makes several."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.operations import ideal_rates
from producflow.reports.periods import production_day
from producflow.reports.plant import machine_names
from producflow.store.queries import ideal_rates as queries
from producflow.ui import cached, context, tables
from producflow.ui.admin import done
from producflow.ui.tables import Column
from producflow.ui.text import DAY

COLUMNS = {
    "machine": Column("Machine"),
    "product": Column("Product"),
    "units_per_hour": Column("Rated speed", "units/h", 2),
    "valid_from": Column("From", help="Production day from which it holds, until a later one does."),
    "set_by": Column("Set by"),
}


def listed(actor: Actor) -> dict[str, Any] | None:
    """Show the rated speeds of products, and return the chosen one."""
    st.subheader("Rated speeds of products")
    st.markdown(
        "Where a machine makes several products, OEE is right only if each has its rated speed; others count with the "
        "machine's rated capacity."
    )
    rows = context.live().read(queries.everything)
    if rows.empty:
        return None
    shown = rows.assign(valid_from=pd.to_datetime(rows["valid_from"]), set_by=rows["set_by"].fillna("a program"))
    state = tables.table(shown, "Rated speeds of products", COLUMNS, key="speeds", on_select="rerun")
    tables.download(shown, "rated_speeds", actor, columns=COLUMNS)
    chosen = state.selection.rows
    return {str(name): value for name, value in rows.iloc[chosen[0]].items()} if chosen else None


def change(actor: Actor, chosen: dict[str, Any] | None) -> None:
    """Let the chosen speed be changed or taken back, or another be set."""
    names = cached.answer_now(machine_names)
    if not names:
        st.caption("There is no machine yet.")
        return
    key = f"{chosen['id']}_{chosen['updated_at']}" if chosen else "new"
    today = production_day(context.plant(), context.now())
    with st.form(f"speed_{key}"):
        left, right = st.columns(2)
        machine = left.selectbox(
            "Machine",
            list(names),
            list(names).index(int(chosen["equipment_id"])) if chosen else 0,
            format_func=names.__getitem__,
            key=f"speed_machine_{key}",
        )
        product = right.text_input(
            "Product",
            str(chosen["product"]) if chosen else "",
            key=f"speed_product_{key}",
            help="As production records name it.",
        )
        speed = left.number_input(
            "Rated speed [units/h]",
            min_value=0.0,
            value=None if chosen is None or pd.isna(chosen["units_per_hour"]) else float(chosen["units_per_hour"]),
            key=f"speed_value_{key}",
            help="Good units an hour at best. Empty: from that day on the machine's rated capacity counts.",
        )
        since = right.date_input(
            "From production day",
            pd.Timestamp(chosen["valid_from"]).date() if chosen else today,
            format=DAY,
            key=f"speed_from_{key}",
        )
        if st.form_submit_button("Save speed", type="primary", icon=":material/save:"):
            save = partial(ideal_rates.set, context.live(), actor, equipment_id=machine, product=product)
            told = f"The rated speed of {product} on {names[machine]} is saved, from {since:%-d %b %Y}."
            done(lambda: save(units_per_hour=speed, valid_from=since), told)
    if chosen and st.button("Take this speed back", icon=":material/undo:", key=f"speed_remove_{key}"):
        told = f"The rated speed of {chosen['product']} on {chosen['machine']} is taken back."
        done(lambda: ideal_rates.remove(context.live(), actor, int(chosen["id"])), told)
