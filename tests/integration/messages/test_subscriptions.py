"""Each person chooses for themselves, a manager for other addresses."""

import pytest

from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import subscriptions
from tests.audited import logged
from tests.integration.messages.receivers import Receiver
from tests.integration.messages.telling import Plant, person


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
