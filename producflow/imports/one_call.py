"""The whole path in one call, for the command line and the API, where nobody can be asked in between."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from producflow.access.roles import Actor, Permission
from producflow.errors import ImportRefused
from producflow.imports.committing import Batch, commit
from producflow.imports.proposal import propose, unanswered
from producflow.imports.rehearsal import Rehearsal, rehearse
from producflow.store.database import Store


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do.

    Attributes
    ----------
    rehearsal : Rehearsal
        What was found out first; its staged file is gone.
    batch : Batch, optional
        What was committed; None after a dry run.
    """

    rehearsal: Rehearsal
    batch: Batch | None


def import_file(
    store: Store,
    actor: Actor,
    source: Path | BinaryIO,
    name: str,
    *,
    kind: str | None = None,
    profile: str | None = None,
    constants: dict[str, str] | None = None,
    create_equipment: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Read, map, validate, rehearse and commit a file.

    Parameters
    ----------
    store : Store
        The open store.
    actor : Actor
        Who may import.
    source : Path or binary file
        The file.
    name : str
        What its owner calls it.
    kind, profile : str, optional
        What its rows are; the profile to read it by. Default: as recognised.
    constants : dict, optional
        Our field → text that stands for every row, such as ``{"equipment": "Press 1"}``.
    create_equipment : bool
        Whether machines that are not known yet are created.
    dry_run : bool
        Rehearse only.

    Raises
    ------
    ImportRefused
        If the file is no table, or leaves open what only a person can answer; nothing stays behind.
    NotAllowed
        If the role may not import.
    """
    actor.require(Permission.IMPORT)
    proposal = propose(store, source, name, kind=kind, profile=profile, constants=constants)
    try:
        if not proposal.ready:
            raise ImportRefused(f"{proposal.staged.name} leaves something open: {unanswered(proposal.questions)}")
        rehearsal = rehearse(
            store,
            actor,
            proposal.staged,
            proposal.mapping,
            create_equipment=create_equipment,
            profile=proposal.profile,
        )
        return Imported(rehearsal, None if dry_run else commit(store, actor, rehearsal))
    finally:
        proposal.staged.discard()
