"""What can be done beside the operations: uploads, keys, links of screens, names, pages on paper."""

from producflow.access import api_keys, wall_links
from producflow.access.roles import COMMAND_LINE
from producflow.imports import ImportOptions, commit, import_file, propose, redo, rehearse, try_file, undo
from producflow.imports.columns import profile_documents, profiles
from producflow.operations import equipment, renaming, undo_news
from producflow.printing import reports
from producflow.reports.links import Link
from tests.integration.actions.plant import MAPPING, Action, P, Plant, numbered, undone


def of_area(p: Plant) -> str:
    """The area of a machine, for this once."""
    return str(equipment.change(p.store, COMMAND_LINE, p.machine, {"area": p.new()})["area"])


OTHERS: dict[str, Action] = {
    "imports.pipeline.import_file": Action(
        P.IMPORT,
        lambda p, who: import_file(p.store, who, p.file(), "machines.csv", ImportOptions(kind="equipment")),
        "import_batches",
    ),
    "imports.pipeline.try_file": Action(
        P.IMPORT, lambda p, who: try_file(p.store, who, p.file(), "machines.csv", ImportOptions())
    ),
    "imports.checking.rehearsal.rehearse": Action(
        P.IMPORT,
        lambda p, who: rehearse(p.store, who, propose(p.store, p.file(), "machines.csv").staged, MAPPING),
    ),
    "imports.writing.committing.commit": Action(
        P.IMPORT, lambda p, who: commit(p.store, who, p.shared("rehearsed", p.rehearsed)), "import_batches"
    ),
    "imports.writing.undoing.undo": Action(
        P.IMPORT, lambda p, who: undo(p.store, who, p.shared("batch", p.batch)), "import_batches"
    ),
    "imports.writing.redoing.redo": Action(
        P.IMPORT, lambda p, who: redo(p.store, who, p.shared("undone", lambda: undone(p))), "import_batches"
    ),
    "operations.undo_news.note_read": Action(P.SUBSCRIBE, lambda p, who: undo_news.note_read(p.store, who, [1])),
    "imports.columns.profiles.save": Action(
        P.IMPORT, lambda p, who: profiles.save(p.store, who, p.new(), "", MAPPING), "import_profiles"
    ),
    "imports.columns.profiles.change": Action(
        P.IMPORT,
        lambda p, who: profiles.change(p.store, who, p.shared("profile", lambda: p.profile(who)), name=p.new()),
        "import_profiles",
    ),
    "imports.columns.profiles.remove": Action(
        P.IMPORT,
        lambda p, who: profiles.remove(p.store, who, p.shared("profile", lambda: p.profile(who))),
        "import_profiles",
    ),
    "imports.columns.profile_documents.import_json": Action(
        P.IMPORT,
        lambda p, who: profile_documents.import_json(
            p.store,
            who,
            profile_documents.export_json(p.shared("numbered", lambda: numbered(p, who))).replace("New", "Other"),
            replace=True,
        ),
        "import_profiles",
    ),
    "access.api_keys.everyone": Action(P.MANAGE_USERS, lambda p, who: api_keys.everyone(p.store, who)),
    "access.api_keys.create": Action(
        P.MANAGE_USERS, lambda p, who: api_keys.create(p.store, who, p.new(), "operator"), "api_keys"
    ),
    "access.api_keys.rotate": Action(
        P.MANAGE_USERS,
        lambda p, who: api_keys.rotate(
            p.store, who, api_keys.create(p.store, COMMAND_LINE, p.new(), "operator")[1]["id"]
        ),
        "api_keys",
    ),
    "access.api_keys.revoke": Action(
        P.MANAGE_USERS,
        lambda p, who: api_keys.revoke(
            p.store, who, api_keys.create(p.store, COMMAND_LINE, p.new(), "operator")[1]["id"]
        ),
        "api_keys",
    ),
    "access.wall_links.everyone": Action(P.MANAGE_SCREENS, lambda p, who: wall_links.everyone(p.store, who)),
    "access.wall_links.create": Action(
        P.MANAGE_SCREENS, lambda p, who: wall_links.create(p.store, who, p.new()), "wall_links"
    ),
    "access.wall_links.revoke": Action(
        P.MANAGE_SCREENS,
        lambda p, who: wall_links.revoke(p.store, who, wall_links.create(p.store, COMMAND_LINE, p.new())[1]["id"]),
        "wall_links",
    ),
    "operations.renaming.rename": Action(
        P.MANAGE_EQUIPMENT,
        lambda p, who: renaming.rename(p.store, who, level="area", name=of_area(p), to=p.new()),
        "equipment",
    ),
    "printing.reports.report": Action(
        P.EXPORT, lambda p, who: reports.report(p.store, who, Link("nowhere", ()), "pdf", "http://plant")
    ),
}
