"""How the backups that the server makes by itself fare."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from producflow import settings as process_settings
from producflow.access.roles import Actor, Permission
from producflow.backups import schedule
from producflow.ui import components, tables
from producflow.ui.tables import Column
from producflow.ui.text import ago, plain

COLUMNS = {
    "made_at": Column("Made"),
    "megabytes": Column("Size", unit="MB", digits=1),
    "file": Column("File"),
}


def listed(actor: Actor) -> None:
    """Say how old the newest backup is and how the last attempt went, and list what is kept."""
    actor.require(Permission.SEE_BACKUPS)
    found = schedule.report(process_settings.current(), datetime.now(UTC))
    if found is None:
        components.empty(
            "The server makes no backups by itself.",
            "Set PRODUCFLOW_BACKUP_FOLDER to a folder, better on another disk, and start it again.",
        )
        return
    if found.problem is not None:
        st.error(plain(found.problem), icon=":material/error:")
    elif found.age is not None:
        st.success(f"The newest backup was made {ago(pd.Timedelta(found.age))}, and verified.")
    hours = found.plan.every.total_seconds() / 3600
    st.markdown(
        f"One is made every **{hours:g} h** into {plain(found.plan.folder)}, opened and compared with the database; "
        f"the newest **{found.plan.keep}** are kept. To put one back, stop the server and run "
        "`python -m producflow restore FILE`."
    )
    if found.backups:
        rows = [
            {"made_at": each.made_at, "megabytes": each.size / 1e6, "file": each.path.name} for each in found.backups
        ]
        tables.table(pd.DataFrame(rows), "Backups", COLUMNS, key="backups")
