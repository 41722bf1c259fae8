"""Puts the API together; ``app.py`` mounts it at ``/api``."""

import importlib

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from producflow import __version__
from producflow import settings as process_settings
from producflow.api import described, documentation, problems
from producflow.api.middleware import Surroundings
from producflow.api.newest import Newest
from producflow.api.rate_limits import Limiter
from producflow.api.routes import READING_ORDER, SUBJECTS
from producflow.errors import SettingsInvalid
from producflow.settings import Settings

DESCRIPTION = """
The plant's production and maintenance picture, for programs: the same numbers as on the pages.

Sign in at `POST /token` with email and password and send the answer as `Authorization: Bearer …`; a machine sends an
API key in the same place. Times are ISO 8601 with an offset; one without is read on the plant's clock. What is not
available is `null`. Lists take `skip` and `limit`. Errors are `{"detail": …}`. Every answer carries `X-Request-ID`.
"""


def create_api(settings: Settings | None = None) -> FastAPI:
    """Make the API.

    Parameters
    ----------
    settings : Settings, optional
        Those of this process unless given.

    Returns
    -------
    FastAPI
        An application to mount; it opens the database of the settings at the first call that needs it.

    Raises
    ------
    SettingsInvalid
        If errors are to go to Sentry and its library is not installed.
    """
    settings = settings or process_settings.current()
    _report_errors(settings)
    api = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        title="ProducFlow",
        summary="One trustworthy picture of a plant's production and maintenance.",
        description=DESCRIPTION,
        version=__version__,
        contact={"name": "The ProducFlow developers"},
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=[{"name": subject} for subject in READING_ORDER],
        redirect_slashes=False,
        middleware=_middleware(settings),
    )
    api.state.settings = settings
    api.state.limiter = Limiter(settings)
    api.state.newest = Newest()
    problems.install(api)
    documentation.install(api)
    for subject in SUBJECTS:
        api.include_router(subject.router)
    described.install(api)
    return api


def _middleware(settings: Settings) -> list[Middleware]:
    found = [Middleware(Surroundings, settings=settings)]
    if settings.cors_origins:
        found.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
                expose_headers=["X-Request-ID", "Retry-After"],
            )
        )
    return found


def _report_errors(settings: Settings) -> None:
    """Let errors go to Sentry too, where somebody has configured one; nothing of what was sent goes with them."""
    if settings.sentry_dsn is None:
        return
    try:
        sentry = importlib.import_module("sentry_sdk")
    except ImportError:
        raise SettingsInvalid(
            "PRODUCFLOW_SENTRY_DSN is set, but Sentry's library is missing; install sentry-sdk, or leave it out."
        ) from None
    sentry.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        release=__version__,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
    )
