"""What a rehearsal found out, kept in the staging folder, so that a commit need not find it out again."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from producflow.store.database import Session
from producflow.store.importing.notations import literal
from producflow.store.importing.staged_files import opened
from producflow.store.importing.target import Target

PLAN = "import_plan"


def _beside(target: Target) -> tuple[str, ...]:
    """The work tables that a commit needs beside the plan; a file of machines has none of those that it names."""
    named = ("import_machines",) if target.names_machines else ()
    return (*named, "import_rejected", "import_duplicates", "import_left_out")


@dataclass(frozen=True)
class KeptPlan:
    """A plan on disk; good for as long as nothing else is committed."""

    commits: int
    """Of the store, before the plan was made."""
    target: Target
    files: dict[str, Path]
    """Temporary table → the Parquet file that holds it."""

    def holds(self, commits: int) -> bool:
        """Whether the plan is what would be found out now, with so many commits of the store."""
        return self.commits == commits and all(path.exists() for path in self.files.values())


def place(beside: Path) -> Path:
    """A new file for a plan beside the staged cells, with which it is discarded."""
    path = beside.with_name(f"{beside.name.split('.')[0]}.{secrets.token_hex(8)}.{PLAN}.parquet")
    path.touch(mode=0o600)
    return path


def keep(session: Session, planned: Path, commits: int, target: Target) -> KeptPlan:
    """Keep what :func:`producflow.store.importing.checking.check` has made.

    Parameters
    ----------
    session : Session
        The one in which it was made.
    planned : Path
        Where the plan itself is already.
    commits : int
        Of the store, before the session began.
    """
    files = {PLAN: planned}
    for table in _beside(target):
        files[table] = path = planned.with_name(planned.name.replace(PLAN, table))
        path.touch(mode=0o600)
        session.compose(f"COPY (FROM {table}) TO {literal(str(path))} (FORMAT parquet)")
    return KeptPlan(commits, target, files)


def reopen(session: Session, found: KeptPlan, cells: Path, ragged: Path) -> Target:
    """Make the same tables again from what was kept; a long plan as a view."""
    for name, path in (("import_file", cells), ("import_ragged", ragged), ("import_plan", found.files[PLAN])):
        opened(session, name, path)
    for table in _beside(found.target):
        source = literal(str(found.files[table]))
        session.compose(f"CREATE TEMP TABLE {table} AS SELECT * FROM read_parquet({source})")
    return found.target
