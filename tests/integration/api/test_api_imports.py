"""What programs do with uploads: answer questions, take back, bring back, ask where a row is from, keep profiles."""

import json
from typing import Any

import pytest

from producflow.store.database import Store
from tests.audited import logged
from tests.integration.api.conftest import Call

READINGS = b"Zeit;Wert\n03/04/2026 10:00;71,5\n04/04/2026 10:00;72,5\n"
MACHINES = b"name,type,capacity\nLathe 4,Lathe,200\nMill 2,Mill,-5\n"
KNOWN = "kind=sensor_readings&constant=equipment=Press 1&constant=sensor_type=temperature&constant=unit=°C"


def upload(call: Call, content: bytes, query: str = "", name: str = "export.csv", **form: str) -> Any:
    return call("analyst", "POST", f"/imports?{query}", files={"file": (name, content, "text/csv")}, data=form)


def test_a_dry_run_lists_what_it_recognised_and_the_questions_that_a_program_answers(call: Call) -> None:
    tried = upload(call, READINGS, "kind=sensor_readings&dry_run=true").json()
    assert (tried["ready"], tried["rows_read"], tried["batch"]) == (False, None, None)
    fields = {found["field"]: found for found in tried["recognised"]}
    assert (fields["value"]["source"], fields["timestamp"]["source"]) == ("Wert", "Zeit")
    assert all(0 <= found["confidence"] <= 1 and found["evidence"] for found in tried["recognised"])
    asked = {question["key"]: question for question in tried["questions"] if question["blocking"]}
    assert set(asked) == {"timestamp", "equipment", "sensor_type"}
    assert asked["timestamp"]["options"] == ["day first", "month first"]
    answers = "&".join(
        f"answer={key}={text}"
        for key, text in {"timestamp": "day first", "equipment": "Press 1", "sensor_type": "temperature"}.items()
    )
    query = f"kind=sensor_readings&create_equipment=true&timezone=Europe/Berlin&{answers}"
    tried = upload(call, READINGS, f"{query}&dry_run=true").json()
    assert (tried["ready"], tried["rows_added"], tried["mapping"]["timezone"]) == (True, 2, "Europe/Berlin")
    # the mapping of the dry run, sent back, needs no answers
    mapping = json.dumps(tried["mapping"])
    written = upload(call, READINGS, "create_equipment=true", mapping=mapping).json()
    assert written["rows_added"] == 2
    [reading] = call("operator", "GET", "/equipment/1/sensors?limit=1").json()
    assert (reading["timestamp"], reading["value"]) == ("2026-04-04T08:00:00Z", 72.5)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("answer=day first", "takes FIELD=VALUE"),
        (f"{KNOWN}&answer=mood=good", "Nothing asks for “mood”"),
        (f"{KNOWN}&answer=timestamp=sideways", "choose one of day first, month first"),
        (f"{KNOWN}&timezone=Mars/Base", "no time zone “Mars/Base”"),
        ("constant=equipment", "takes FIELD=VALUE"),
        ("constant=equipment=%07", "control character"),
        ("mapping={", "not JSON"),
        ('mapping={"kind": "equipment", "columns": {"name": "Maschine"}}', "expects a column “Maschine”"),
        ("profile=Line 3", "no import profile “Line 3”"),
    ],
)
def test_a_wish_that_cannot_be_is_told_in_a_sentence(call: Call, api_store: Store, query: str, sentence: str) -> None:
    refused = upload(call, READINGS, query)
    assert refused.status_code in {404, 422}
    assert sentence in refused.text
    assert not api_store.staging.exists() or list(api_store.staging.iterdir()) == []


def test_an_import_goes_and_comes_back_and_its_rows_are_known(call: Call) -> None:
    written = upload(call, MACHINES, "kind=equipment").json()
    [reason] = written["batch"]["reasons"]
    assert (reason["column_name"], reason["rows"], reason["first_line"]) == ("capacity", 1, 3)
    assert written["batch"]["user"] == "Test analyst"
    number = written["batch"]["id"]
    [row] = call("operator", "GET", f"/imports/{number}/rows").json()
    assert (row["table"], row["line"], row["action"], row["row"]["name"]) == ("equipment", 2, "added", "Lathe 4")
    told = call("operator", "GET", f"/provenance/equipment/{row['id']}").json()
    assert (told["source"]["file_name"], told["source"]["line"]) == ("export.csv", 2)
    assert told["source"]["columns"]["capacity"] == "capacity"
    assert [step["who"] for step in told["history"]] == ["Test analyst"]

    assert call("analyst", "POST", f"/imports/{number}/redo").status_code == 409
    assert call("analyst", "DELETE", f"/imports/{number}").json()["redoable"] is True
    assert call("operator", "GET", f"/imports/{number}").json()["redoable"] is True
    assert call("operator", "GET", f"/provenance/equipment/{row['id']}").status_code == 404
    redone = call("analyst", "POST", f"/imports/{number}/redo").json()
    assert redone["added"] == 1
    assert redone["message"].startswith(f"Import {number} is in force again: 1 row added")
    batch = call("operator", "GET", f"/imports/{number}").json()
    assert (batch["undone_at"], batch["redone_by"], batch["redoable"]) == (None, "Test analyst", False)
    assert call("analyst", "POST", "/imports/99/redo").status_code == 404
    assert call("operator", "GET", "/provenance/users/1").status_code == 422


@pytest.mark.usefixtures("machine")
def test_an_import_of_closed_days_goes_and_comes_back_with_a_reason_only(call: Call, api_store: Store) -> None:
    record = b"machine,date,shift,output,defects,downtime\nPress 1,2026-03-02,morning,100,2,10\n"
    number = upload(call, record).json()["batch"]["id"]
    assert call("manager", "PATCH", "/plant/settings", json={"closed_until": "2026-03-03"}).status_code == 200
    for method, path, left in (("DELETE", f"/imports/{number}", 0), ("POST", f"/imports/{number}/redo", 1)):
        for asked in (path, f"{path}?why=+"):
            refused = call("analyst", method, asked)
            assert (refused.status_code, refused.json()["detail"][0]["loc"][-1]) == (422, "why")
            assert "give a reason why 2 Mar 2026 changes still" in refused.text
        assert len(call("operator", "GET", "/production/records").json()) == 1 - left
        assert call("analyst", method, f"{path}?why=The+MES+counted+twice").status_code == 200
        assert len(call("operator", "GET", "/production/records").json()) == left
        kept = json.loads(logged(api_store, entity="import_batches")[0]["after"])
        assert kept["why"] == "The MES counted twice"


def test_profiles_are_added_listed_changed_exported_and_removed(call: Call) -> None:
    mapping = {"kind": "equipment", "columns": {"name": "name", "location": "type"}}
    added = call("analyst", "POST", "/imports/profiles", json={"name": "Hall", "mapping": mapping}).json()
    number = added["id"]
    assert added["saved_by"] == "Test analyst"
    assert call("analyst", "POST", "/imports/profiles", json={"name": "Hall", "mapping": mapping}).status_code == 409
    document = call("analyst", "GET", f"/imports/profiles/{number}")
    assert "attachment" in document.headers["content-disposition"]
    replaced = call("analyst", "POST", "/imports/profiles?replace=true", json=document.json()).json()
    assert (replaced["id"], replaced["mapping"]["columns"]) == (number, mapping["columns"])
    renamed = call("analyst", "PUT", f"/imports/profiles/{number}", json={"name": "Hall B"}).json()
    assert renamed["name"] == "Hall B"
    assert [profile["name"] for profile in call("analyst", "GET", "/imports/profiles").json()] == ["Hall B"]
    used = upload(call, MACHINES, "profile=Hall B&dry_run=true").json()
    assert (used["profile"], used["kind"], used["rows_added"]) == ("Hall B", "equipment", 2)
    assert "expects a column" in upload(call, b"a,b\n1,2\n", "profile=Hall B").text
    for body in ({"name": "x", "mapping": {"kind": "poems"}}, {"name": "", "mapping": mapping}, {"mapping": mapping}):
        assert call("analyst", "POST", "/imports/profiles", json=body).status_code == 422
    half = b'{"name": "x", "mapping": {"kind": "equipment", "columns": {"name": "\\ud800"}}}'
    assert call("analyst", "POST", "/imports/profiles", content=half).status_code == 422
    assert call("analyst", "DELETE", f"/imports/profiles/{number}").json()["name"] == "Hall B"
    assert call("analyst", "GET", f"/imports/profiles/{number}").status_code == 404


def test_machines_that_are_not_known_are_named_and_created_with_type_and_capacity(call: Call) -> None:
    week = b"machine,date,shift,output,defects,downtime\nPresse 7,2026-02-03,morning,9,0,0\n"
    tried = upload(call, week, "dry_run=true").json()
    assert (tried["rows_rejected"], tried["unknown_machines"], tried["machines"]) == (1, ["Presse 7"], [])
    written = upload(call, week, "equipment=Presse 7:type=Presse,capacity=960").json()
    assert (written["rows_added"], written["machines"]) == (1, [{"name": "Presse 7", "line": 2}])
    assert [page["label"] for page in written["pages"]] == [
        "See 3 Feb 2026 on the overview",
        "See Presse 7, 3 Feb 2026",
    ]
    [machine] = [each for each in call("operator", "GET", "/equipment").json() if each["name"] == "Presse 7"]
    assert (machine["type"], machine["capacity"]) == ("Presse", 960)
    refused = upload(call, week, "equipment=Presse 7:capacity=much")
    assert (refused.status_code, "“much” is no capacity" in refused.text) == (422, True)
