"""Commands about uploads: importing, taking back, and profiles of how files are read."""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from producflow import imports, settings
from producflow.access.roles import COMMAND_LINE
from producflow.commands.files import put_new
from producflow.commands.lines import SHOWN, Lines, Options, Status
from producflow.imports.background_job import watched
from producflow.imports.checking.new_machines import listed
from producflow.imports.columns import profile_documents, profiles
from producflow.imports.columns.profile_documents import mapping_from
from producflow.imports.next_pages import next_pages
from producflow.imports.progress import Progress
from producflow.reports.plant import machine_names
from producflow.store.database import Store

T = TypeVar("T")


def import_files(store: Store, options: Options) -> Lines:
    """Import files one after the other; the first that is refused ends it, the ones before stay imported."""
    stated = imports.ImportOptions(
        kind=options["kind"],
        profile=options["profile"],
        mapping=None if options["mapping"] is None else mapping_from(options["mapping"]),
        constants=_constants(options),
        answers=options["answers"],
        timezone=options["timezone"],
        create_equipment=options["create_equipment"],
        equipment=options.get("equipment", ()),
        columns=options.get("columns", ()),
        spread=options.get("spread", ()),
        units=options.get("units", ()),
        form=options.get("form", ()),
        why=options.get("why"),
    )
    for path, name in options["files"]:
        if options["dry_run"]:
            tried = yield from _told(name, partial(_try, store, Path(path), name, stated))
            yield from _seen(name, tried)
        else:
            done = yield from _told(name, partial(_import, store, Path(path), name, stated))
            yield from _imported(name, done.rehearsal, done.batch)
            yield from _next(done.rehearsal, store.read(machine_names))


def _constants(options: Options) -> dict[str, str]:
    """Values that stand for every row."""
    named = {"equipment": options["machine"], "sensor_type": options["sensor_type"]}
    given = {field: value for field, value in named.items() if value is not None}
    return imports.pairs(options["values"], "--set") | given


def _import(store: Store, path: Path, name: str, stated: imports.ImportOptions, progress: Progress) -> imports.Imported:
    return imports.import_file(store, COMMAND_LINE, path, name, stated, progress=progress)


def _try(store: Store, path: Path, name: str, stated: imports.ImportOptions, progress: Progress) -> imports.Tried:
    return imports.try_file(store, COMMAND_LINE, path, name, stated, progress)


def _told(name: str, work: Callable[[Progress], T]) -> Generator[str | None, None, T]:
    """Do long work, saying how far it is."""
    steps = watched(work)
    with closing(steps):
        while True:
            try:
                stage = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            yield None if stage is None else Status(f"{name}: {stage.describe()}")


def _imported(name: str, found: imports.Rehearsal, batch: imports.Batch | None) -> Lines:
    counts = found.counts
    verb = "would be" if batch is None else "were"
    number = "nothing was written" if batch is None else f"import {batch.id}"
    yield (
        f"{name}: {counts.read:,} {found.counted} read as {found.mapping.kind.replace('_', ' ')}; "
        f"{counts.added:,} {verb} added, "
        f"{counts.updated:,} updated, {counts.rejected:,} rejected, {counts.unchanged:,} unchanged ({number})."
    )
    yield from _machines(found, verb)
    yield from (f"  {note}" for note in found.notes)
    for row in found.reasons.head(SHOWN).to_dict("records"):
        yield f"  {row['rows']:,} rejected, first in line {row['first_line']}: {row['reason']}"


def _machines(found: imports.Rehearsal, verb: str) -> Lines:
    """Which machines are created, and which would have to be for their rows to be taken."""
    created = list(found.machines["name"])
    if created:
        yield f"  {listed(created)} {'was' if verb == 'were' and len(created) == 1 else verb} created."
    missing = found.machines_missing
    if missing and verb == "were":
        are = "is" if len(missing) == 1 else "are"
        yield (
            f"  {listed(missing)} {are} not known yet: --create-equipment creates all, "
            "--equipment 'NAME:type=…,capacity=…' one of them."
        )


def _next(found: imports.Rehearsal, names: Mapping[int, str]) -> Lines:
    """Where the days and machines that came in are shown."""
    for page in next_pages(found, names):
        yield f"  {page.label}: {settings.current().base}/{page.link.address}"


def _seen(name: str, tried: imports.Tried) -> Lines:
    """What a dry run found: how the file is read, what is open, and what importing it would do."""
    proposal = tried.proposal
    yield f"{name} seems to hold {proposal.mapping.kind.replace('_', ' ')}:"
    for found in proposal.recognised:
        yield f"  {found.field.label}: {found.source} ({found.confidence:.0%}). {found.evidence}"
    for column in proposal.ignored:
        yield f"  “{column}” becomes nothing."
    for question in proposal.questions:
        options = f" ({' or '.join(question.options)})" if question.options else ""
        column = f", or --column '{question.field}=…'" if question.takes_column else ""
        answer = question.example or "…"
        yield f"  {question.text}{options} Answer with --answer '{imports.answer_key(question)}={answer}'{column}."
    if tried.rehearsal is not None:
        yield from _imported(name, tried.rehearsal, None)
    if not tried.ready:
        raise imports.ImportRefused(f"{name} leaves something open; nothing was written.")


def undo_import(store: Store, options: Options) -> Lines:
    """Take an import back as a whole."""
    yield imports.undo(store, COMMAND_LINE, options["batch"], why=options.get("why")).describe()


def redo_import(store: Store, options: Options) -> Lines:
    """Bring an undone import back."""
    yield imports.redo(store, COMMAND_LINE, options["batch"], why=options.get("why")).describe()


def list_profiles(store: Store, _: Options) -> Lines:
    """List the profiles, one a line."""
    for profile in profiles.all_profiles(store):
        when = "" if profile.updated_at is None else f"{profile.updated_at:%Y-%m-%d %H:%M} UTC"
        yield f"{profile.name}\t{profile.mapping.kind}\t{profile.owner or COMMAND_LINE.full_name}\t{when}"


def show_profile(store: Store, options: Options) -> Lines:
    """Show a profile as the JSON that `profiles add` takes."""
    yield profile_documents.export_json(_profile(store, options)).rstrip("\n")


def export_profile(store: Store, options: Options) -> Lines:
    """Write a profile to a file that `profiles add` takes, here or in another plant."""
    profile, target = _profile(store, options), Path(options["file"])
    put_new(target, [profile_documents.export_json(profile).encode()])
    yield f"{target} holds the profile “{profile.name}”."


def add_profile(store: Store, options: Options) -> Lines:
    """Take in a profile that was exported."""
    profile = profile_documents.import_json(store, COMMAND_LINE, options["profile"], replace=options["replace"])
    yield f"The profile “{profile.name}” is kept."


def rename_profile(store: Store, options: Options) -> Lines:
    """Give a profile another name."""
    profile = _profile(store, options)
    profiles.change(store, COMMAND_LINE, profile.id, name=options["new_name"])
    yield f"The profile “{profile.name}” is “{options['new_name']}” now."


def remove_profile(store: Store, options: Options) -> Lines:
    """Forget a profile."""
    profile = profiles.remove(store, COMMAND_LINE, _profile(store, options).id)
    yield f"The profile “{profile.name}” is removed; what was imported with it stays."


def _profile(store: Store, options: Options) -> profiles.Profile:
    return store.read(profiles.named, options["name"])
