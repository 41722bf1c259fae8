"""Files of other systems, on their way in: read → map → validate → rehearse → commit → undo.

``propose`` reads a file and says what it seems to be, ``rehearse`` finds out what importing it would do, ``commit``
does exactly that, ``undo`` takes it back and ``redo`` brings it back. ``import_file`` does all of it in one call.
"""

from producflow.errors import ImportRefused
from producflow.imports.background_job import BackgroundJob, Stage
from producflow.imports.checking.consequences import Kpis
from producflow.imports.checking.rehearsal import Counts, Rehearsal, rehearse
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.proposal import Proposal, fingerprint, propose, reconsider
from producflow.imports.columns.questions import Question
from producflow.imports.pipeline import Imported, ImportOptions, Tried, answer_key, import_file, pairs, try_file
from producflow.imports.progress import ImportCancelled, Progress
from producflow.imports.reading.dialect import StatedForm
from producflow.imports.reading.preview import first_rows
from producflow.imports.reading.staged_upload import park
from producflow.imports.writing.committing import Batch, batch, batches, commit, reasons
from producflow.imports.writing.redoing import Redone, redo
from producflow.imports.writing.rejects import rehearsed_rejects_csv, rejects_csv
from producflow.imports.writing.undoing import Undone, undo

__all__ = [
    "BackgroundJob",
    "Batch",
    "Counts",
    "ImportCancelled",
    "ImportOptions",
    "ImportRefused",
    "Imported",
    "Kpis",
    "Mapping",
    "Progress",
    "Proposal",
    "Question",
    "Redone",
    "Rehearsal",
    "Stage",
    "StatedForm",
    "Tried",
    "Undone",
    "answer_key",
    "batch",
    "batches",
    "commit",
    "fingerprint",
    "first_rows",
    "import_file",
    "pairs",
    "park",
    "propose",
    "reasons",
    "reconsider",
    "redo",
    "rehearse",
    "rehearsed_rejects_csv",
    "rejects_csv",
    "try_file",
    "undo",
]
