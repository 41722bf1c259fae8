"""Load made by wrk (a package of Debian): clients in Python took as much of the machine as the server they asked."""

import itertools
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3}

# Each client has a sensor of its own, and each reading another microsecond: none is a repetition, all come in order.
SCRIPT = """
local sent = FROM
local function reading()
  sent = sent + 1
  local stamp = os.date("!%Y-%m-%dT%H:%M:%S") .. string.format(".%06dZ", sent % 1000000)
  local number = sent % CLIENTS
  return string.format('"sensor_type":"bench %d","value":70.5,"timestamp":"%s"', number, stamp), 1 + number % MACHINES
end
request = function()
  if BATCH == 1 then
    local fields, machine = reading()
    return wrk.format("POST", "PREFIX/equipment/" .. machine .. "/sensors", nil, "{" .. fields .. "}")
  end
  local rows = {}
  for place = 1, BATCH do
    local fields, machine = reading()
    rows[place] = "{" .. fields .. ',"equipment_id":' .. machine .. "}"
  end
  return wrk.format("POST", "PREFIX/sensors/batch", nil, "[" .. table.concat(rows, ",") .. "]")
end
wrk.headers["Authorization"] = "Bearer TOKEN"
wrk.headers["Content-Type"] = "application/json"
"""
_turn = itertools.count()


@dataclass(frozen=True)
class Load:
    """What a server did under load: readings stored in a second, and the 99th percentile of its answers [ms]."""

    readings: float
    slowest: float


def posts(port: int, prefix: str, token: str, clients: int, seconds: int, machines: int, batch: int = 1) -> Load:
    """Let so many clients post readings of so many machines, each waiting for its answer.

    Parameters
    ----------
    batch : int
        Readings of a call.

    Raises
    ------
    RuntimeError
        If wrk is missing, or any answer was another one than 200.
    """
    if shutil.which("wrk") is None:
        raise RuntimeError("The load is made by wrk, which is missing: apt-get install wrk.")
    values = {"FROM": next(_turn) * 77_777, "MACHINES": machines, "CLIENTS": max(clients, batch), "BATCH": batch}
    script = SCRIPT
    for name, value in {**values, "PREFIX": prefix, "TOKEN": token}.items():
        script = script.replace(name, str(value))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "--latency", "-s", file.name]
        said = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    calls = float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
    slowest, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)", said)[0]
    return Load(batch * calls, float(slowest) * MILLISECONDS[unit])
