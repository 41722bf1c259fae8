"""Servers that speak Spark Connect, each in an environment of its own that ``make`` sets up."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAIL = ROOT / ".lake" / "sail" / "bin" / "sail"
SPARK = ROOT / ".lake" / "spark"
LOGGED = """rootLogger.level = warn
rootLogger.appenderRef.c.ref = c
appender.c.type = Console
appender.c.name = c
appender.c.target = SYSTEM_ERR
appender.c.layout.type = PatternLayout
appender.c.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex
"""
LOOPBACK = "127.0.0.1"
LONGEST_START = 120.0
"""Of a server on a busy machine. [s]"""


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as free:
        return int(free.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server listens; what it wrote is told if it does not."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        with socket.socket() as knocking:
            knocking.settimeout(1)
            if knocking.connect_ex((LOOPBACK, port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            raise AssertionError(f"ended before it listened: {log.read_text(errors='replace')[-2000:]}")
    raise AssertionError(f"nobody listens at {port}: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def sailing(folder: Path) -> Iterator[str]:
    """A Sail server while the block runs; where it answers."""
    assert SAIL.exists(), "Sail has an environment of its own: run `make .lake/.sail` once"
    port, log = free_port(), folder / "sail.log"
    environment = os.environ | {"TZ": "UTC", "SAIL_RUNTIME__STACK_SIZE": "8388608"}
    with log.open("wb") as told:
        server = subprocess.Popen(
            [SAIL, "spark", "server", "--ip", LOOPBACK, "--port", str(port)],
            cwd=folder,
            env=environment,
            stdout=told,
            stderr=told,
        )
    try:
        wait_for(port, server, log)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


class Cluster:
    """A standalone Spark of processes of their own: a master, two workers of one core each, and a Connect server."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        [home] = SPARK.glob("lib/python3*/site-packages/pyspark")
        (folder / "conf").mkdir(parents=True)
        (folder / "conf" / "log4j2.properties").write_text(LOGGED, encoding="utf-8")
        self._folder, self._home = folder, home
        self._environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_LOCAL_HOSTNAME": LOOPBACK,
            "TZ": "UTC",
            "SPARK_NO_DAEMONIZE": "1",
            "PYSPARK_PYTHON": str(SPARK / "bin" / "python"),
            "SPARK_CONF_DIR": str(folder / "conf"),
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false -XX:+UseSerialGC",
            "SPARK_WORKER_OPTS": "-XX:+UseSerialGC",
        }
        self._environment.pop("PYTHONPATH", None)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._master, self._connect = free_port(), free_port()
        try:
            of_master = ["--host", LOOPBACK, "--port", str(self._master), "--webui-port", str(free_port())]
            self._daemon("master", "master.Master", *of_master, port=self._master)
            for number in range(workers):
                self.start_worker(f"worker{number}")
            self._start_connect()
        except BaseException:
            self.stop()
            raise

    @property
    def remote(self) -> str:
        """Where it answers."""
        return f"sc://{LOOPBACK}:{self._connect}"

    def start_worker(self, name: str) -> None:
        """Start a worker, or start it again."""
        port = free_port()
        of_worker = ["--host", LOOPBACK, "--port", str(port), "--webui-port", str(free_port()), "--cores", "1"]
        more = ["--memory", "1g", "--work-dir", str(self._folder / name), f"spark://{LOOPBACK}:{self._master}"]
        self._daemon(name, "worker.Worker", *of_worker, *more, port=port)

    def kill(self, name: str) -> None:
        """End a process at once, and all that it started."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes.pop(name).wait(30)

    def stop(self) -> None:
        """End all of it."""
        for name in [*reversed(self.processes)]:
            self.kill(name)

    def _daemon(self, name: str, what: str, *arguments: str, port: int) -> None:
        self._go(name, "spark-class", f"org.apache.spark.deploy.{what}", *arguments, port=port, memory="256m")

    def _start_connect(self) -> None:
        settings = {
            "spark.executor.cores": "1",
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "4",
            "spark.connect.grpc.binding.address": LOOPBACK,
            "spark.connect.grpc.binding.port": str(self._connect),
            "spark.driver.host": LOOPBACK,
            "spark.driver.bindAddress": LOOPBACK,
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
            "spark.sql.session.timeZone": "UTC",
        }
        given = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        server = "org.apache.spark.sql.connect.service.SparkConnectServer"
        master = ["--master", f"spark://{LOOPBACK}:{self._master}", "--executor-memory", "1g"]
        arguments = ["--class", server, "--name", "connect", *master, *given]
        self._go("connect", "spark-submit", *arguments, port=self._connect, memory="1g")

    def _go(self, name: str, program: str, *arguments: str, port: int, memory: str) -> None:
        log = self._folder / f"{name}.log"
        with log.open("ab") as told:
            self.processes[name] = subprocess.Popen(
                [self._home / "bin" / program, *arguments],
                env=self._environment | {"SPARK_DAEMON_MEMORY": memory},  # below 450 MB Connect does not start
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
                start_new_session=True,
            )
        wait_for(port, self.processes[name], log)
