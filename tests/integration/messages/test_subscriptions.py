"""Each person chooses for themselves, a manager for other addresses."""

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import equipment, subscriptions
from producflow.store.database import Store
from tests.audited import logged
from tests.integration.messages.receivers import MailServer, Receiver
from tests.integration.messages.telling import Plant, person, raised, told
from tests.integration.test_people_commands import said


def test_a_person_chooses_for_themselves_and_a_manager_for_others(plant: Plant, receiver: Receiver) -> None:
    store, _ = plant
    operator, manager = person(store, "operator"), person(store, "manager")
    mine = subscriptions.subscribe(store, operator, told="alerts")
    with pytest.raises(Conflict, match="already"):
        subscriptions.subscribe(store, operator, told="alerts")
    with pytest.raises(NotAllowed):
        subscriptions.subscribe(store, operator, told="alerts", address="boss@plant.example")
    with pytest.raises(NotAllowed):
        subscriptions.subscribe(store, operator, told="alerts", channel="webhook", address=receiver.url)
    with pytest.raises(NotFound):
        subscriptions.unsubscribe(store, person(store, "technician"), mine["id"])
    with pytest.raises(NotAllowed):
        subscriptions.listed(store, operator, of_all=True)
    assert [row["id"] for row in subscriptions.listed(store, operator)] == [mine["id"]]
    subscriptions.unsubscribe(store, manager, mine["id"])
    assert subscriptions.listed(store, operator) == []
    kept = logged(store, entity="subscriptions")
    assert [row["action"] for row in kept] == ["remove", "create"]
    assert "operator@" not in f"{kept[0]['before']}{kept[1]['after']}", "no address, which may let somebody in"


@pytest.mark.parametrize(
    ("channel", "address", "sentence"),
    [
        ("email", "nobody", "no e-mail address"),
        ("webhook", "ftp://plant.example/in", "begins with https:// or http://"),
        ("webhook", "http://169.254.169.254/latest", "is an address that messages are not sent to"),
        ("service", "syslog://127.0.0.1", "begins with one of ntfy"),
        ("service", "json://127.0.0.1", "begins with one of ntfy"),
        ("webhook", "http://[::1", "begins with https:// or http://"),
        ("pigeon", "loft", "pigeon"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_a_sentence(
    plant: Plant, channel: str, address: str, sentence: str
) -> None:
    store, _ = plant
    with pytest.raises(InvalidInput, match=sentence):
        subscriptions.subscribe(store, person(store, "manager"), told="alerts", channel=channel, address=address)


def belong(store: Store, machine: int, area: str | None, line: str | None = "Line 1") -> None:
    equipment.change(store, COMMAND_LINE, machine, {"area": area, "production_line": line})


def test_areas_and_lines_are_told_of_whoever_belongs_to_them_by_then(plant: Plant, mail: MailServer) -> None:
    store, _ = plant
    belong(store, 1, "Parts")
    belong(store, 2, "Bottling")
    subscriptions.subscribe(store, person(store, "operator"), told="alerts", areas=["Parts"], lines=["Line 1"])
    raised(store, 1, title="Hot")
    raised(store, 2, title="Loud")
    assert told(plant) == 1
    assert mail.mails[0]["Subject"] == "Critical: Hot – Press 1"
    belong(store, 1, None)
    belong(store, 2, "Parts", "Line 2")
    raised(store, 1, title="Slow")
    raised(store, 2, title="Wet")
    assert told(plant) == 0, "neither is on Line 1 of Parts"
    belong(store, 2, "Parts")
    assert told(plant) == 1
    words = mail.mails[1].get_content()
    assert "Loud" in words, "it stands, and is a matter of whoever looks after that line now"
    assert "Wet" in words
    assert "Slow" not in words
    with pytest.raises(InvalidInput, match="There is no line 'Line 9'; choose one of Line 1"):
        subscriptions.subscribe(store, person(store, "operator"), told="alerts", lines=["Line 9"])


def test_by_command_a_person_is_told_of_an_area(plant: Plant) -> None:
    store, _ = plant
    belong(store, 1, "Parts")
    who = person(store, "technician").email
    [words] = said(store, "subscriptions", "add", who, "--areas", "Parts", "--machines", "press 1", "--wait", "15")
    [row] = subscriptions.listed(store, COMMAND_LINE, of_all=True)
    assert words == f"{who} is told alerts of area Parts · Press 1 from now on: number {row['id']}."
    assert (row["email"], row["areas"], row["lines"], row["equipment_ids"]) == (who, ["Parts"], None, [1])
    assert (row["wait_minutes"], row["least_priority"], row["address"]) == (15, "high", who)
    [listed] = said(store, "subscriptions", "list")
    assert listed.split("\t")[:3] == [str(row["id"]), who, "alerts of area Parts · Press 1"]
    with pytest.raises(NotFound, match="There is no machine 'Press 9'"):
        said(store, "subscriptions", "add", who, "--machines", "Press 9")
    number = str(row["id"])
    assert said(store, "subscriptions", "remove", number) == [f"Number {number} tells nothing any more."]
    operator, technician = person(store, "operator"), person(store, "technician")
    with pytest.raises(NotAllowed):
        subscriptions.subscribe(store, operator, told="alerts", person=technician)
