"""Settings that are lists, and which names a server answers to."""

import pytest

from producflow import settings as process_settings
from producflow.errors import SettingsInvalid
from producflow.settings import Settings
from producflow.web.hosts import HERE, name_of, served


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.0/8", ("10.0.0.0/8",)),
        ("10.0.0.7, 2001:db8::/32 ,", ("10.0.0.7", "2001:db8::/32")),
        ('["10.0.0.7", "::1"]', ("10.0.0.7", "::1")),
        ("[]", ()),
        ("", ("127.0.0.1", "::1")),
    ],
)
def test_a_list_is_written_with_commas_or_as_json(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PRODUCFLOW_TRUSTED_PROXIES", text)
    assert process_settings.load().trusted_proxies == expected


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("TRUSTED_PROXIES", "proxy.example", "'proxy.example' is no address and no network; write it like 10.0.0.7"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "'10.0.0.1/8' is no address and no network"),
        ("TRUSTED_PROXIES", "*", "'\\*' is no address and no network"),
        ("TRUSTED_PROXIES", "[1", "is no list; write it like a,b"),
        ("HOSTS", "https://plant.example", "'https://plant.example' is no host name; write it"),
        ("HOSTS", "plant.example:8501", "'plant.example:8501' is no host name"),
    ],
)
def test_what_cannot_be_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, text: str, sentence: str) -> None:
    monkeypatch.setenv(f"PRODUCFLOW_{name}", text)
    with pytest.raises(SettingsInvalid, match=f"^PRODUCFLOW_{name}: {sentence}"):
        process_settings.load()


@pytest.mark.parametrize(
    ("address", "hosts", "expected"),
    [
        ("127.0.0.1", (), HERE),
        ("192.0.2.7", (), HERE | {"192.0.2.7"}),
        ("192.0.2.7", ("Plant.example",), HERE | {"192.0.2.7", "plant.example"}),
        ("0.0.0.0", (), None),
        ("::", (), None),
        ("0.0.0.0", ("plant.example",), HERE | {"plant.example"}),
        ("127.0.0.1", ("*",), None),
    ],
)
def test_loopback_and_the_set_address_are_always_served(
    address: str, hosts: tuple[str, ...], expected: frozenset[str] | None
) -> None:
    assert served(Settings(address=address, hosts=hosts)) == expected


@pytest.mark.parametrize(
    ("header", "name"),
    [("Plant.example:8501", "plant.example"), ("plant.", "plant"), ("[::1]:80", "::1"), ("[::1]", "::1"), ("", "")],
)
def test_a_host_is_its_name_alone(header: str, name: str) -> None:
    assert name_of(header) == name
