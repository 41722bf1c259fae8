"""Profiles: renamed, changed, carried to another plant as JSON, removed, and always with who did it."""

import json

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.imports.columns import profile_documents, profiles
from producflow.imports.columns.profile_documents import DOCUMENT
from producflow.reports import audit
from producflow.store.database import Store
from tests.integration.imports.conftest import Import
from tests.people import user_of

MAPPING = imports.Mapping("equipment", columns={"name": "Maschine"}, constants={"location": "Halle B"})


def test_a_profile_is_renamed_changed_and_removed_with_an_audit_entry_each(store: Store) -> None:
    ana = user_of(store, "analyst")
    actor = Actor(ana, "analyst@plant.example", "Test analyst", Role.ANALYST)
    saved = profiles.save(store, actor, " Line 3 ", "f" * 64, MAPPING, columns=["Maschine"])
    assert (saved.name, saved.columns) == ("Line 3", ("Maschine",))
    [listed] = profiles.all_profiles(store)
    assert listed == saved
    assert listed.saved_by is not None
    assert listed.updated_at is not None
    renamed = profiles.change(store, COMMAND_LINE, saved.id, name="Line 4")
    assert (renamed.name, renamed.fingerprint, renamed.mapping) == ("Line 4", "f" * 64, MAPPING)
    changed = profiles.change(store, COMMAND_LINE, saved.id, mapping=MAPPING.with_constant("location", "Halle C"))
    assert changed.mapping.constants == {"location": "Halle C"}
    profiles.save(store, actor, "Line 5", "", MAPPING)
    with pytest.raises(Conflict, match="There is a profile “Line 5” already"):
        profiles.change(store, COMMAND_LINE, saved.id, name="Line 5")
    for name in ("", "x" * 81, "a\nb"):
        with pytest.raises(InvalidInput, match="1 to 80 printable"):
            profiles.change(store, COMMAND_LINE, saved.id, name=name)
    profiles.remove(store, COMMAND_LINE, saved.id)
    with pytest.raises(NotFound):
        profiles.remove(store, COMMAND_LINE, saved.id)
    entries = audit.entries(store, audit.Search(entity="import_profiles"))
    assert entries["action"].tolist() == ["remove", "create", "change", "change", "create"]
    with pytest.raises(NotAllowed):
        profiles.remove(store, Actor(None, "o", "O", Role.OPERATOR), saved.id)


def test_a_profile_goes_to_another_plant_as_json_and_recognises_the_header_there(store: Store, bring: Import) -> None:
    path = store.path.with_name("machines.csv")
    path.write_text("Maschine;Gruppe\nP;Presse\n")
    proposal = imports.propose(store, path, path.name, kind="equipment")
    mapping = imports.Mapping("equipment", columns={"name": "Maschine", "location": "Gruppe"})
    saved = profiles.save(store, COMMAND_LINE, "Hall", imports.fingerprint(proposal.staged), mapping)
    proposal.staged.discard()
    document = profile_documents.export_json(saved)
    with pytest.raises(Conflict, match="There is a profile “Hall” already"):
        profile_documents.import_json(store, COMMAND_LINE, document)
    assert profile_documents.import_json(store, COMMAND_LINE, document, replace=True).id == saved.id
    profiles.remove(store, COMMAND_LINE, saved.id)
    assert profile_documents.import_json(store, COMMAND_LINE, document).mapping == mapping
    assert profile_documents.mapping_from(document) == profile_documents.mapping_from(mapping.to_json()) == mapping
    done = bring(path.read_bytes())
    assert (done.rehearsal.profile, done.rehearsal.mapping.columns["location"]) == ("Hall", "Gruppe")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "holds no import profile"),
        (json.dumps({"document": DOCUMENT}), "needs a name and a mapping"),
        (
            json.dumps({"document": DOCUMENT, "name": "x", "mapping": {"kind": "poems"}}),
            "no kind “poems”",
        ),
        (
            json.dumps({"document": DOCUMENT, "name": "x", "mapping": {}, "columns": 3}),
            "no list of names",
        ),
        (
            json.dumps({"document": DOCUMENT, "name": "x", "mapping": {}, "fingerprint": 3}),
            "none of ours",
        ),
    ],
)
def test_what_is_no_profile_is_told_so(store: Store, text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        profile_documents.import_json(store, COMMAND_LINE, text)


def records(day: str, downtime: str) -> str:
    return f"Maschine;Datum;Schicht;Menge;Ausschuss;Stillstand\nP1;{day};früh;400;4;{downtime}\n"


@pytest.mark.long
@pytest.mark.parametrize(
    ("day", "downtime", "asked", "answer"),
    [
        ("13.02.2026", "1,234.5", "downtime_minutes", "1,234.5"),
        ("02/13/2026", "12,5", "date", "month first"),
        ("13.02.2026", "viel", "downtime_minutes", None),
        ("morgen", "12,5", "date", None),
        ("14.02.2026", "13,5", None, None),
    ],
)
def test_a_profile_asks_again_when_the_values_stop_fitting_it(
    store: Store, bring: Import, day: str, downtime: str, asked: str | None, answer: str | None
) -> None:
    done = bring(records("13.02.2026", "12,5"), create_equipment=True)
    mapping = done.proposal.mapping
    profiles.save(store, COMMAND_LINE, "MES", imports.fingerprint(done.proposal.staged), mapping)
    if asked is None:
        assert bring(records(day, downtime)).rehearsal.counts.added == 1
        return
    with pytest.raises(imports.ImportRefused, match=f"field {asked}"):
        bring(records(day, downtime))
    if answer is not None:
        again = bring(records(day, downtime), answers=[f"{asked}={answer}"], dry_run=True)
        assert again.proposal.profile == "MES"
        assert {**again.proposal.mapping.numbers, **again.proposal.mapping.dates}[asked] == answer


@pytest.mark.long
def test_a_column_that_is_stated_is_read_as_its_own_values_and_unit_say(bring: Import) -> None:
    content = (
        "machine;date;shift;output;defects;downtime;stop time (h)\n"
        "P1;2026-02-13;morning;400;4;1234.5;1,25\nP1;2026-02-14;morning;400;4;2.5;0,5\n"
    )
    plain = bring(content, dry_run=True, create_equipment=True)
    assert plain.proposal.mapping.columns["downtime_minutes"] == "downtime"
    stated = bring(content, create_equipment=True, columns=["downtime_minutes=stop time (h)"], dry_run=True)
    assert list(stated.rehearsal.sample["downtime_minutes"]) == [75, 30]
    without = bring(content, create_equipment=True, columns=["defect_quantity="], constants={"defect_quantity": "0"})
    assert "defect_quantity" not in without.proposal.mapping.columns
