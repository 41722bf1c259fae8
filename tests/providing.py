"""A real OpenID Connect provider as a process of its own, on loopback; see ``tests/provider/provider.mjs``."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.serving import ROOT, free_port

INSTALLED = Path(sys.prefix) / "provider" / "node_modules"
"""Put there by ``make``."""
CLIENT_ID = "producflow"
SECRET = "s3cret-of-at-least-32-characters!!"
PEOPLE = {
    "anna": {"email": "anna@plant.example", "name": "Anna Nowak", "groups": ["pf-managers", "press"]},
    "otto": {"email": "otto@plant.example", "name": "Otto", "groups": []},
}
ROLES = {"pf-managers": "manager", "pf-operators": "operator", "pf-admins": "admin"}


@dataclass
class Provided:
    """A provider that runs."""

    name: str
    issuer: str

    def does(self, people: dict[str, Any] | None = None, **how: Any) -> None:
        """Let it behave so from now on; as it should, unless something is given."""
        answer = httpx2.post(f"{self.issuer}/_control", json={"people": people or PEOPLE, **how}, timeout=30)
        assert answer.status_code == 204

    def logout_token(self, claims: dict[str, Any]) -> str:
        """What it sends when somebody has signed out there."""
        return httpx2.post(f"{self.issuer}/_logout_token", json=claims, timeout=30).text

    def settings(self, **more: Any) -> dict[str, Any]:
        """What the settings say of it."""
        return {
            "name": self.name,
            "label": self.name.capitalize(),
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
            "scope": "openid email profile groups",
            "roles": ROLES,
            "departments": {"press": "Press shop"},
        } | more


@contextmanager
def provided(home: str, *names: str, ports: tuple[int, ...] = ()) -> Iterator[list[Provided]]:
    """Let providers of these names run for a plant whose address is `home`."""
    assert INSTALLED.is_dir(), "make test and make test-long put the provider there"
    node = shutil.which("node", path=f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert node is not None
    ports = ports or tuple(free_port() for _ in names)
    places = [word for name, port in zip(names, ports, strict=True) for word in (str(port), f"{home}/oidc/{name}")]
    with subprocess.Popen(
        [node, str(ROOT / "tests" / "provider" / "provider.mjs"), str(INSTALLED), *places],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "up\n"
            found = [Provided(name, f"http://127.0.0.1:{port}") for name, port in zip(names, ports, strict=True)]
            for each in found:
                each.does()
            yield found
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # Node from PyPI is a child of the program of that name
            process.wait(30)


def as_setting(*providers: dict[str, Any]) -> str:
    """What ``PRODUCFLOW_PROVIDERS`` holds."""
    return json.dumps(providers)
