"""Files that people are working on: held by the server until they are imported or let go, so that a reload finds them.

One is in the hands of one tab at a time. Another tab of the same person may take it over, with a copy; the tab that had
it finds at its next run that its own is not the one that is held.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from weakref import WeakKeyDictionary

import pandas as pd

from producflow import imports
from producflow.access.roles import Actor
from producflow.imports.columns.questions import Question
from producflow.imports.next_pages import NextPage
from producflow.imports.progress import Progress
from producflow.imports.reading.receive import STALE_AFTER
from producflow.store.database import Store
from producflow.store.importing.target import NewMachine

MOST = 3
"""Files that are held for one person at a time; with one more, the oldest is let go."""
LASTS = timedelta(seconds=STALE_AFTER)
"""After which a file is let go: what lies in the staging folder is swept away then."""


@dataclass(frozen=True)
class Done:
    """What became of a file that nobody works on any more."""

    message: str
    next_pages: Sequence[NextPage] = ()
    batch_id: int | None = None
    """Of the import, if it was imported."""


@dataclass(eq=False)
class Upload:
    """The file that somebody is working on: what is known of it and was said; the bytes lie in the staging folder."""

    name: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    """Names this upload, in the address too; nobody can guess it."""
    owner: int | None = None
    """Number of the person whose it is."""
    begun_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    parked: Path | None = None
    """Where its bytes lie."""
    form: imports.StatedForm = field(default_factory=imports.StatedForm)
    """What the person said about its form."""
    reading: imports.BackgroundJob[imports.Proposal] | None = None
    proposal: imports.Proposal | None = None
    considered: imports.Mapping | None = None
    """What was asked for last."""
    rehearsing: imports.BackgroundJob[imports.Rehearsal] | None = None
    rehearsal: imports.Rehearsal | None = None
    """What was found out."""
    rehearsed_for: tuple[object, ...] | None = None
    stuck: tuple[Question, ...] = ()
    """What is asked because no row of it can be taken."""
    unknown: tuple[str, ...] = ()
    """Machines that it names and the plant does not know."""
    create: bool = False
    """Whether those are created."""
    machines: dict[str, NewMachine] = field(default_factory=dict)
    """What was said of them."""
    machines_shown: pd.DataFrame | None = None
    """What the table of them began with."""
    writing: imports.BackgroundJob[imports.Batch] | None = None
    """What is under way; at most one at a time."""
    taking: threading.Lock = field(default_factory=threading.Lock)
    """Held by the run of the page that takes over what work has brought: two may have waited for it."""
    done: Done | None = None
    """What became of it; told until it was, since a run that tells it may be ended by the next one."""
    profile: str = ""
    """Name under which its mapping is to be remembered."""
    refused: str | None = None
    """Why it cannot be read at all."""
    trouble: str | None = None
    """What stood in the way of the last wish; what was there before still holds."""
    note: str | None = None
    """What else is to be said once, such as that work was cancelled."""
    version: int = 0
    """Raised when its mapping changes otherwise than by the mapping's own widgets, so that these begin anew."""
    steady: bool = False
    """Whether what is being considered comes from the mapping's own widgets, which then stay."""

    @property
    def key(self) -> str:
        """Prefix of the keys of widgets that show its mapping."""
        return f"{self.token}_{self.version}"

    @property
    def known(self) -> imports.Proposal:
        """What it was found to be; only asked for where it was."""
        if self.proposal is None:
            raise ValueError("the file was not read")
        return self.proposal


_uploads: WeakKeyDictionary[Store, dict[str, Upload]] = WeakKeyDictionary()
_lock = threading.Lock()


def hold(store: Store, upload: Upload) -> None:
    """Hold a file for its owner; the oldest beyond :data:`MOST` is let go, unless it is being imported."""
    with _lock:
        _uploads.setdefault(store, {})[upload.token] = upload
    mine = _of(store, upload.owner)
    for old in [each for each in mine if each.writing is None][MOST:]:
        let_go(store, old)


def of(store: Store, actor: Actor) -> list[Upload]:
    """The files that a person is working on, the newest first; those that are a day old are let go."""
    oldest = datetime.now(UTC) - LASTS
    for old in _of(store, actor.user_id):
        if old.begun_at < oldest and old.writing is None:
            let_go(store, old)
    return _of(store, actor.user_id)


def _of(store: Store, owner: int | None) -> list[Upload]:
    with _lock:
        mine = [each for each in _uploads.get(store, {}).values() if each.owner == owner]
    return sorted(mine, key=lambda each: each.begun_at, reverse=True)


def holds(store: Store, upload: Upload) -> bool:
    """Whether this very upload is held: not one that another tab has taken over, and none that was let go."""
    with _lock:
        return _uploads.get(store, {}).get(upload.token) is upload


def take_over(store: Store, actor: Actor, token: str) -> Upload | None:
    """Take a file of one's own into the hands of another tab; None where there is no such one."""
    with _lock:
        found = _uploads.get(store, {}).get(token)
        if found is None or found.owner != actor.user_id:
            return None
        mine = replace(found, version=found.version + 1, machines_shown=None)
        _uploads[store][token] = mine
        return mine


def begin_writing(store: Store, upload: Upload, work: Callable[[Progress], imports.Batch]) -> None:
    """Begin to import a file, unless that is under way, or another tab has it: its button may be pressed there too."""
    with _lock:
        if _uploads.get(store, {}).get(upload.token) is upload and upload.writing is None:
            upload.writing = imports.BackgroundJob(work)


def let_go(store: Store, upload: Upload) -> None:
    """Let go of a file, here and in the staging folder; what is under way with it is stopped. Again does nothing."""
    with _lock:
        mine = _uploads.get(store, {})
        if mine.get(upload.token) is upload:
            del mine[upload.token]
    for work in (upload.reading, upload.rehearsing):
        if work is not None:
            work.cancel()
    if upload.proposal is not None:
        upload.proposal.staged.discard()
    if upload.parked is not None:
        upload.parked.unlink(missing_ok=True)
