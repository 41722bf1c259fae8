"""/metrics: how the process fares, for Prometheus; nothing about the plant."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import anyio.to_thread
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from producflow import settings as process_settings
from producflow.access import sessions
from producflow.backups import schedule
from producflow.errors import StoreUnavailable
from producflow.store.database import Store, open_store

DATABASE_BYTES = Gauge("producflow_database_bytes", "Size of the database file and its log.")
DATA_VERSION = Gauge("producflow_data_version", "Number of writes that the database has seen.")
SESSIONS = Gauge("producflow_sessions", "Browsers that are signed in.")


class Backups(Collector):
    """How backups fare; a series is left out where there is nothing to tell, since a gauge would say 0."""

    def describe(self) -> Iterator[Metric]:
        """Nothing: the settings are not asked before there is a question."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The age where there is a backup, and whether all is well where the settings ask for backups."""
        report = schedule.report(process_settings.current(), datetime.now(UTC))
        if report is None:
            return
        if report.age is not None:
            yield GaugeMetricFamily(
                "producflow_backup_age_seconds", "Age of the newest backup.", report.age.total_seconds()
            )
        yield GaugeMetricFamily(
            "producflow_backup_ok",
            "1: the newest backup is no older than twice its period, and none failed.",
            float(report.well),
        )


REGISTRY.register(Backups())


def _measure(store: Store) -> None:
    files = (store.path, store.path.with_name(store.path.name + ".wal"))
    DATABASE_BYTES.set(sum(map(_size, files)))
    DATA_VERSION.set(store.data_version)
    SESSIONS.set(sessions.open_sessions(store))


def _size(file: Path) -> int:
    """0 of a log that there is none of: a checkpoint may take it away at any moment. [bytes]"""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _allowed(request: Request) -> bool:
    token = process_settings.current().metrics_token
    if token is None:
        return True
    expected = f"Bearer {token.get_secret_value()}"
    # Bytes: of texts it takes ASCII only, and raises for what a stranger may send.
    return secrets.compare_digest(request.headers.get("authorization", "").encode(), expected.encode())


async def metrics(request: Request) -> Response:
    """Answer in Prometheus's text format, to whoever has the token where there is one."""
    if not _allowed(request):
        return PlainTextResponse("Send the metrics token.", 401, headers={"WWW-Authenticate": "Bearer"})
    try:
        await anyio.to_thread.run_sync(_measure, open_store(process_settings.current().database))
    except StoreUnavailable as error:
        return PlainTextResponse(str(error), 503)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


ROUTES = [Route("/metrics", metrics)]
