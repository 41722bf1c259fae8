"""What a first draft of the dashboard does: raw rows kept by st.cache_data, pandas on all of them, plotly.express.

The same answers as our pages' main parts, on the same rows, in one script; ``?page=`` chooses.
"""

import os

import duckdb
import pandas as pd
import plotly.express as px
import streamlit as st

DATABASE = os.environ["PEER_DATABASE"]
DAYS = 7


@st.cache_data
def load(table: str) -> pd.DataFrame:
    """Every row of a table."""
    with duckdb.connect(DATABASE, read_only=True) as connection:
        return connection.execute(f"SELECT * FROM {table}").df()


st.set_page_config(layout="wide")
page = st.query_params.get("page", "overview")
machines = load("equipment")

if page in ("overview", "shifts"):
    records = load("production_records").merge(machines, left_on="equipment_id", right_on="id")
    recent = records[records["date"] > records["date"].max() - pd.Timedelta(days=DAYS)]
    run = recent["planned_minutes"] - recent["downtime_minutes"]
    recent = recent.assign(run=run)
    st.metric("Efficiency", f"{100 * run.sum() / recent['planned_minutes'].sum():.1f} %")
    st.metric("Defect rate", f"{100 * recent['defect_quantity'].sum() / recent['output_quantity'].sum():.2f} %")
    key = "date" if page == "overview" else "shift"
    sums = recent.groupby(key, as_index=False)[["run", "planned_minutes", "output_quantity", "defect_quantity"]].sum()
    sums["efficiency"] = 100 * sums["run"] / sums["planned_minutes"]
    st.plotly_chart(px.line(sums, x=key, y="efficiency"))
    st.plotly_chart(px.bar(sums, x=key, y=["output_quantity", "defect_quantity"], barmode="group"))
    by_machine = recent.groupby("name", as_index=False)[["run", "planned_minutes"]].sum()
    st.plotly_chart(px.bar(by_machine, x="name", y=by_machine["run"] / by_machine["planned_minutes"]))
    st.dataframe(by_machine)

if page == "machine":
    readings = load("sensor_readings")
    mine = readings[readings["equipment_id"] == int(st.query_params.get("machine", "7"))]
    mine = mine[mine["timestamp"] > readings["timestamp"].max() - pd.Timedelta(days=DAYS)]
    for sensor, rows in mine.groupby("sensor_type"):
        st.plotly_chart(px.line(rows, x="timestamp", y="value", title=str(sensor)))
    st.dataframe(mine.groupby("sensor_type")["value"].describe())

if page == "equipment":
    readings = load("sensor_readings")
    latest = readings.sort_values("timestamp").groupby(["equipment_id", "sensor_type"]).tail(1)
    table = latest.merge(machines, left_on="equipment_id", right_on="id")
    st.dataframe(table.pivot_table(index="name", columns="sensor_type", values="value"))
    st.plotly_chart(px.histogram(table, x="status_x", color="sensor_type"))

if page == "maintenance":
    jobs = load("maintenance_logs").merge(machines, left_on="equipment_id", right_on="id")
    jobs["month"] = jobs["completed_date"].dt.strftime("%Y-%m")
    cost = jobs.groupby(["month", "maintenance_type"], as_index=False)["cost"].sum()
    st.plotly_chart(px.bar(cost, x="month", y="cost", color="maintenance_type"))
    st.dataframe(load("maintenance_alerts").query("status == 'active'"))
