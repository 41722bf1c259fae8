"""Uploads: committed or rehearsed, listed, taken back, brought back."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from producflow import imports
from producflow.access import audit
from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.rate_limits import Rate
from producflow.api.routing import Routes
from producflow.api.schemas.import_outcomes import ImportKind, ImportOutcome
from producflow.api.schemas.imports import ImportBatch, Redoing, Undoing
from producflow.api.schemas.provenance import ImportedRow
from producflow.api.schemas.stops import Why
from producflow.imports.columns.profile_documents import mapping_from
from producflow.reports import provenance
from producflow.reports.plant import machine_names

routes = Routes("Imports")

MOST_FIELDS = 200  # form parts beside the file
LONGEST_IN_ADDRESS = 4_000  # characters; all that comes before the body may take 64 KB
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "mapping": {"type": "string", "description": "As the query's `mapping`, for long ones."},
                    },
                }
            }
        },
    }
}


def _repeated(what: str, *examples: str) -> Any:
    """A parameter of the query that may be there several times."""
    description = f"{what}; may be repeated."
    return Query(default_factory=list, max_length=MOST_FIELDS, description=description, examples=[list(examples)])


@routes.post(
    "/imports",
    Permission.IMPORT,
    rate=Rate.BULK,
    response_model=ImportOutcome,
    errors=(404, 409),
    openapi_extra=FORM,
)
async def import_file(
    request: Request,
    store: AppStore,
    actor: CurrentActor,
    constant: Annotated[list[str], _repeated("`field=value` for every row", "equipment=Press 1")],
    answer: Annotated[
        list[str],
        _repeated("`key=answer` to a question of a dry run", "timestamp=day first", "maintenance_type:PM99=corrective"),
    ],
    column: Annotated[list[str], _repeated("`field=column`: where a field is", "equipment=column 1")],
    spread: Annotated[
        list[str],
        _repeated(
            "`column=name`: the sensor or machine of a column, none to leave it out", "Hydraulic_Pressure(bar)=pressure"
        ),
    ],
    unit: Annotated[
        list[str],
        _repeated("`field=unit`, or `column=unit` for the column of a sensor", "downtime_minutes=h"),
    ],
    form: Annotated[
        list[str],
        _repeated("`name=value`: `encoding`, `delimiter`, `sheet` or `header_line` of the file", "encoding=gb18030"),
    ],
    equipment: Annotated[
        list[str],
        _repeated(
            "`name:type=…,capacity=…` of a machine that is not known yet, which is created (capacity: good units per "
            "shift of 480 minutes)",
            "Press 7:type=Press,capacity=960",
        ),
    ],
    kind: Annotated[ImportKind | None, Query(description="What the rows are; recognised unless given.")] = None,
    profile: Annotated[str | None, Query(max_length=200, description="Name of the profile to read it by.")] = None,
    why: Why = None,
    create_equipment: Annotated[bool, Query(description="Create machines that are not known yet.")] = False,
    dry_run: Annotated[bool, Query(description="Only tell what it would do, and what is open.")] = False,
    timezone: Annotated[
        str | None, Query(max_length=100, description="Of times without an offset.", examples=["Europe/Berlin"])
    ] = None,
    mapping: Annotated[
        str | None,
        Query(
            max_length=LONGEST_IN_ADDRESS,
            description="How to read it, as JSON: the `mapping` of a dry run, changed, or an exported profile; longer "
            "ones go into the form.",
            examples=['{"kind": "equipment", "columns": {"name": "Maschine"}}'],
        ),
    ] = None,
) -> Any:
    """Upload a file (multipart field `file`): all of it is written, or nothing.

    Rows that cannot be taken are rejected and named; the others are written in one transaction. The same rows again
    change nothing. What only a person can answer, such as the order of day and month, is refused with the question; a
    dry run lists the questions, each with the key to answer it under.
    """
    # only now, that the caller is known to be allowed
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as sent:
        file = sent.get("file")
        if not isinstance(file, UploadFile):
            message = "Send the file as the multipart field 'file'."
            raise RequestValidationError([{"type": "missing", "loc": ("body", "file"), "msg": message}])
        text = mapping or _text(sent, "mapping")
        options = imports.ImportOptions(
            kind=kind,
            profile=profile,
            mapping=mapping_from(text) if text else None,
            constants=imports.pairs(constant, "constant"),
            answers=answer,
            timezone=timezone,
            create_equipment=create_equipment,
            equipment=equipment,
            columns=column,
            spread=spread,
            units=unit,
            form=form,
            why=why,
        )
        return await run_in_threadpool(_do, store, actor, file, options, dry_run=dry_run)


def _text(form: FormData, name: str) -> str | None:
    found = form.get(name)
    return found if isinstance(found, str) else None


def _do(
    store: AppStore, actor: CurrentActor, file: UploadFile, options: imports.ImportOptions, *, dry_run: bool
) -> ImportOutcome:
    name = file.filename or "upload"
    if dry_run:
        return ImportOutcome.of(imports.try_file(store, actor, file.file, name, options), {}, {})
    done = imports.import_file(store, actor, file.file, name, options)
    reasons = imports.reasons(store, [done.batch.id] if done.batch else [])
    return ImportOutcome.of(done, reasons, store.read(machine_names))


@routes.get("/imports", Permission.VIEW, response_model=list[ImportBatch])
def list_imports(store: AppStore, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Imports, newest first: who, when, by which profile, and what became of the rows."""
    page = imports.batches(store)[skip : skip + limit]
    reasons = imports.reasons(store, [batch.id for batch in page])
    return [ImportBatch.of(batch, reasons) for batch in page]


@routes.get("/imports/{batch_id:int}", Permission.VIEW, response_model=ImportBatch, errors=(404,))
def read_import(batch_id: PathId, store: AppStore) -> Any:
    """One import."""
    return ImportBatch.of(imports.batch(store, batch_id), imports.reasons(store, [batch_id]))


@routes.get("/imports/{batch_id:int}/rows", Permission.VIEW, response_model=list[ImportedRow], errors=(404,))
def read_imported_rows(batch_id: PathId, store: AppStore, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Rows that an import wrote or found as it says them, in the order of its file.

    `GET /provenance/{table}/{id}` tells more of each.
    """
    return [ImportedRow.model_validate(row) for row in provenance.of_batch(store, batch_id, skip, limit)]


@routes.get(
    "/imports/{batch_id:int}/rejects.csv",
    Permission.IMPORT,
    rate=Rate.BULK,
    errors=(404,),
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The rejected rows."}},
)
def read_rejects(batch_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Rejected rows of an import, in the file's own columns and with a reason: mend them and upload them again."""
    rejects = imports.rejects_csv(store, batch_id)
    audit.note(store, actor, "export", "import_rejects", batch_id, after={"as": "csv"})
    return Response(
        rejects,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rejects-{batch_id}.csv"'},
    )


@routes.delete("/imports/{batch_id:int}", Permission.IMPORT, rate=Rate.BULK, response_model=Undoing, errors=(404, 409))
def undo_import(batch_id: PathId, store: AppStore, actor: CurrentActor, why: Why = None) -> Any:
    """Take an import back as a whole: its rows go, and what it had changed is as before.

    Rows of which another import says the same stay, and are that import's. The rows are kept for a while, so that
    `POST /imports/{batch_id}/redo` can bring the import back.
    """
    return Undoing.of(imports.undo(store, actor, batch_id, why=why))


@routes.post(
    "/imports/{batch_id:int}/redo", Permission.IMPORT, rate=Rate.BULK, response_model=Redoing, errors=(404, 409)
)
def redo_import(batch_id: PathId, store: AppStore, actor: CurrentActor, why: Why = None) -> Any:
    """Bring an undone import back without its file, by the rules of an import: what changed meanwhile is a change."""
    return Redoing.of(imports.redo(store, actor, batch_id, why=why))
