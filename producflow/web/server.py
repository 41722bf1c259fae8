"""Run everything on one port: the dashboard, the API, /health and /metrics."""

import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from streamlit import config

from producflow import housekeeping, logs
from producflow import settings as process_settings
from producflow.access import starts
from producflow.access.oidc import granting
from producflow.access.sign_in import ensure_administrator
from producflow.api import settle
from producflow.backups import schedule
from producflow.errors import SettingsInvalid
from producflow.settings import Settings
from producflow.store.database import close_store, open_store
from producflow.web.timeouts import TimedProtocol, most_connections

ROOT = Path(__file__).parents[2]
BACKLOG = 2048
KEEP_ALIVE = 75  # s; longer than clients and proxies keep a silent connection, or one is closed while they use it again
MEGABYTE = 1024 * 1024


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any] | None]:
    """Open the database before the first visitor comes, and close it after the last."""
    settings = process_settings.current()
    gc.freeze()  # all that was brought in stays: no collection need look at it again
    gc.enable()
    logs.configure(settings.log_level)  # again: Streamlit brings handlers of its own when it starts
    store = open_store(settings.database)
    settle(store)  # the last stop may have been a crash
    password = ensure_administrator(store, settings)
    if password is not None:  # on the terminal only, once: it is kept nowhere
        sys.stdout.write(f"\n  First start: sign in as {settings.admin_email} with the password {password}\n\n")
        sys.stdout.flush()
    starts.note(store, settings)
    with housekeeping.kept_up(store, settings):
        yield None
    settle(open_store(settings.database))
    close_store(settings.database)


def _listen(settings: Settings) -> socket.socket:
    """Take the port now, so that a port in use is one sentence and not a stack trace."""
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, so that asyncio sets NODELAY
    # Else a server that starts again would find its port taken by connections of the last one that are not quite over.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.address, settings.port))
        listener.listen(BACKLOG)  # whoever comes while we start waits instead of being refused
    except OSError as error:
        listener.close()
        raise SettingsInvalid(
            f"PRODUCFLOW_ADDRESS {settings.address} with PRODUCFLOW_PORT {settings.port} cannot be served: "
            f"{error.strerror}; stop what uses it or choose another port."
        ) from error
    return listener


def serve(settings: Settings | None = None) -> None:
    """Serve until interrupted or told to terminate.

    Parameters
    ----------
    settings : Settings, optional
        Those of this process unless given.

    Raises
    ------
    StoreUnavailable
        If the database cannot be opened.
    SettingsInvalid
        If the address cannot be listened on, or a provider's settings name no role of ours.
    """
    settings = settings or process_settings.current()
    gc.disable()  # until everything is brought in: nothing of it is waste, and looking took a sixth of the start
    open_store(settings.database)  # what is wrong with it should be said before anything starts
    plan = schedule.plan_of(settings)
    if plan is not None:
        schedule.must_be_usable(plan)
    granting.must_be_usable(settings)
    with _listen(settings) as listener, suppress(KeyboardInterrupt):
        # uvicorn hands both signals on once it has stopped; a stop that was asked for, however early, is no error.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        config.set_option("server.maxUploadSize", settings.upload_megabytes)
        at = f"http://{settings.address}:{settings.port}{settings.path}"
        sys.stdout.write(f"ProducFlow is at {at} (Ctrl+C stops it)\n")
        sys.stdout.flush()
        sys.path.insert(0, str(ROOT))  # app.py is found from whichever folder the command was given in
        TimedProtocol.most = most_connections()
        server = uvicorn.Server(
            uvicorn.Config(
                "app:app",
                http=TimedProtocol,
                host=settings.address,
                port=settings.port,
                backlog=BACKLOG,
                access_log=False,
                log_config=None,  # the process's own logs stand
                server_header=False,
                forwarded_allow_ips=list(settings.trusted_proxies),  # read from the right; networks count too
                ws_max_size=config.get_option("server.maxWidgetStateSize") * MEGABYTE,  # files come another way
                timeout_graceful_shutdown=5,
                timeout_keep_alive=KEEP_ALIVE,
            )
        )
        server.run(sockets=[listener])
