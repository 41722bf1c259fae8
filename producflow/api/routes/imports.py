"""Uploads: committed or rehearsed, listed, taken back."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from producflow import imports
from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.limits import Rate
from producflow.api.rules import Routes
from producflow.api.schemas.imports import ImportBatch, ImportKind, ImportOutcome, Undoing

routes = Routes("Imports")

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
                }
            }
        },
    }
}


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
    kind: Annotated[ImportKind | None, Query(description="What the rows are; recognised unless given.")] = None,
    profile: Annotated[str | None, Query(max_length=200, description="Name of the profile to read it by.")] = None,
    create_equipment: Annotated[bool, Query(description="Create machines that are not known yet.")] = False,
    dry_run: Annotated[bool, Query(description="Only tell what it would do.")] = False,
) -> Any:
    """Upload a file (multipart field `file`): all of it is written, or nothing.

    Rows that cannot be taken are rejected and named; the others are written in one transaction. The same rows again
    change nothing. What only a person can answer, such as the order of day and month, is refused with the question.
    """
    async with request.form(max_files=1, max_fields=8) as form:  # only now, that the caller is known to be allowed
        file = form.get("file")
        if not isinstance(file, UploadFile):
            message = "Send the file as the multipart field 'file'."
            raise RequestValidationError([{"type": "missing", "loc": ("body", "file"), "msg": message}])
        imported = await run_in_threadpool(
            imports.import_file,
            store,
            actor,
            file.file,
            file.filename or "upload",
            kind=kind,
            profile=profile,
            create_equipment=create_equipment,
            dry_run=dry_run,
        )
        return await run_in_threadpool(ImportOutcome.of, imported)


@routes.get("/imports", Permission.VIEW, response_model=list[ImportBatch])
def list_imports(store: AppStore, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Imports, newest first."""
    return [ImportBatch.of(batch) for batch in imports.batches(store)[skip : skip + limit]]


@routes.get("/imports/{batch_id:int}", Permission.VIEW, response_model=ImportBatch, errors=(404,))
def read_import(batch_id: PathId, store: AppStore) -> Any:
    """One import."""
    return ImportBatch.of(imports.batch(store, batch_id))


@routes.get(
    "/imports/{batch_id:int}/rejects.csv",
    Permission.IMPORT,
    rate=Rate.BULK,
    errors=(404,),
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The rejected rows."}},
)
def read_rejects(batch_id: PathId, store: AppStore) -> Any:
    """Rejected rows of an import, in the file's own columns and with a reason: mend them and upload them again."""
    return Response(
        imports.rejects_csv(store, batch_id),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rejects-{batch_id}.csv"'},
    )


@routes.delete("/imports/{batch_id:int}", Permission.IMPORT, rate=Rate.BULK, response_model=Undoing, errors=(404, 409))
def undo_import(batch_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take an import back as a whole: its rows go, and what it had changed is as before."""
    return Undoing.of(imports.undo(store, actor, batch_id))
