"""What is told arrives, or is kept until it does; by real mail and real webhooks."""

import json
from datetime import UTC, datetime, timedelta
from threading import Semaphore
from typing import Any

import pytest
from standardwebhooks import Webhook

from producflow.access.signing import webhook_secret
from producflow.errors import NotAllowed, NotFound
from producflow.messages import delivering
from producflow.messages.announcing import announce
from producflow.messages.delivering import deliver, taken
from producflow.operations import subscriptions
from tests.integration.messages.receivers import MailServer, Receiver
from tests.integration.messages.telling import Plant, person, raised, told
from tests.people import email_of


def test_a_webhook_is_signed_and_said_again_under_the_same_name(plant: Plant, receiver: Receiver) -> None:
    store, settings = plant
    manager = person(store, "manager")
    made = subscriptions.subscribe(store, manager, told="alerts", channel="webhook", address=f"{receiver.url}/in")
    raised(store)
    receiver.status = 500
    assert told(plant) == 1
    [waiting] = subscriptions.outbox(store, manager, "waiting")
    assert waiting["problem"] == "The receiver answered 500."
    assert told(plant) == 0, "not before its wait is over"
    receiver.status = 204
    assert told(plant, timedelta(seconds=20)) == 1
    (one, body), (other, repeated) = receiver.posts
    assert (one["webhook-id"], body) == (other["webhook-id"], repeated)
    said = Webhook(webhook_secret(settings, made["id"])).verify(repeated, other)
    assert said["type"] == "producflow.alerts"
    [alert] = said["data"]["alerts"]
    assert (alert["machine"], alert["priority"], alert["moment"]) == ("Press 1", "critical", "begun")
    assert json.loads(body)["id"] == one["webhook-id"]


@pytest.mark.long
def test_receivers_that_hang_keep_no_message_in_line_beyond_its_lease(
    plant: Plant, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, settings = plant
    manager = person(store, "manager")
    for number in range(3 * delivering.AT_ONCE):
        subscriptions.subscribe(store, manager, told="alerts", channel="webhook", address=f"{receiver.url}/{number}")
    raised(store)
    looks = Semaphore(0)

    def looked(*arguments: Any) -> int:
        looks.release()
        return announce(*arguments)

    monkeypatch.setattr(delivering, "EVERY", 0.01)
    monkeypatch.setattr(delivering, "announce", looked)
    receiver.gate.clear()
    with delivering.delivered(store, settings):
        for _ in range(delivering.AT_ONCE):
            assert receiver.came.acquire(timeout=60)
        for _ in range(3):
            assert looks.acquire(timeout=60)
        tried = [row["attempts"] for row in subscriptions.outbox(store, manager)]
        assert sorted(tried, reverse=True) == [1] * delivering.AT_ONCE + [0] * 2 * delivering.AT_ONCE
        receiver.gate.set()
        for _ in range(2 * delivering.AT_ONCE):
            assert receiver.came.acquire(timeout=60)
    assert len({headers["webhook-id"] for headers, _ in receiver.posts}) == len(receiver.posts)


@pytest.mark.parametrize(("status", "state"), [(302, "waiting"), (410, "given up"), (404, "waiting")])
def test_what_a_receiver_does_not_take_is_kept(plant: Plant, receiver: Receiver, status: int, state: str) -> None:
    store, _ = plant
    manager = person(store, "manager")
    subscriptions.subscribe(store, manager, told="alerts", channel="webhook", address=f"{receiver.url}/in")
    receiver.status = status
    raised(store)
    told(plant)
    [row] = subscriptions.outbox(store, manager)
    assert (row["state"], row["problem"]) == (state, f"The receiver answered {status}.")
    assert len(receiver.posts) == 1, "a redirect is not followed"


def test_what_cannot_be_sent_for_a_day_is_given_up_and_sent_again_by_hand(plant: Plant, receiver: Receiver) -> None:
    store, settings = plant
    manager = person(store, "manager")
    subscriptions.subscribe(store, manager, told="alerts", channel="webhook", address=f"{receiver.url}/in")
    receiver.status = 503
    raised(store)
    told(plant)
    store.write(
        lambda transaction: transaction.composed("UPDATE messages SET created_at = created_at - INTERVAL 25 HOUR")
    )
    [row] = taken(store, datetime.now(UTC) + timedelta(minutes=1))
    deliver(store, settings, row)
    [dead] = subscriptions.outbox(store, manager, "given up")
    with pytest.raises(NotAllowed):
        subscriptions.again(store, person(store, "technician"), dead["id"])
    receiver.status = 200
    subscriptions.again(store, manager, dead["id"])
    told(plant)
    assert [row["state"] for row in subscriptions.outbox(store, manager)] == ["sent"]
    with pytest.raises(NotFound):
        subscriptions.again(store, manager, dead["id"])


def test_a_receiver_that_fails_delays_nobody(plant: Plant, mail: MailServer, receiver: Receiver) -> None:
    store, _ = plant
    manager = person(store, "manager")
    subscriptions.subscribe(store, manager, told="alerts", channel="webhook", address=f"{receiver.url}/in")
    subscriptions.subscribe(store, person(store, "technician"), told="alerts")
    subscriptions.subscribe(store, manager, told="alerts")
    receiver.status, mail.refused = 500, {manager.email: "550 No such mailbox"}
    raised(store)
    assert told(plant) == 3
    assert [mail["To"] for mail in mail.mails] == [email_of("technician")]
    states = {row["channel"] + row["full_name"]: row["state"] for row in subscriptions.outbox(store, manager)}
    assert sorted(states.values()) == ["given up", "sent", "waiting"]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # by what Apprise makes of OpenPGP
def test_a_service_is_told_through_apprise(plant: Plant, receiver: Receiver) -> None:
    store, _ = plant
    address = receiver.url.replace("http://", "ntfy://") + "/plant"
    subscriptions.subscribe(store, person(store, "manager"), told="alerts", channel="service", address=address)
    raised(store)
    assert told(plant) == 1
    [(_, body)] = receiver.posts
    assert "Press 1" in body.decode()
