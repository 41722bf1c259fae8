"""Where rows came from."""

from dataclasses import asdict
from typing import Annotated, Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore
from producflow.api.fields import OneOf, PathId
from producflow.api.routing import Routes
from producflow.api.schemas.provenance import RowProvenance
from producflow.imports.kinds import KINDS
from producflow.reports import provenance

routes = Routes("Imports")
Table = Annotated[str, OneOf(tuple(KINDS))]
"""Tables whose rows know where they came from."""


@routes.get("/provenance/{table}/{row_id}", Permission.VIEW, response_model=RowProvenance, errors=(404,))
def read_provenance(table: Table, row_id: PathId, store: AppStore) -> Any:
    """Where a row came from: the import, the file and the line, who brought it, and what happened to it since."""
    found = provenance.of_row(store, table, row_id)
    told = asdict(found) | {"derived_from": [{"table": name, "id": number} for name, number in found.derived_from]}
    return RowProvenance.model_validate(told)
