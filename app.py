"""The ASGI application: Streamlit's dashboard with the API, sign-in cookies and health beside it.

``python -m producflow serve`` runs it; ``uvicorn app:app`` and ``streamlit run app.py`` do too.
"""

from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from producflow import settings
from producflow.api import create_api
from producflow.ui import failures
from producflow.web import health, metrics, oidc_routes, password, printouts, session_routes, wakes, wall
from producflow.web.api_mount import ApiMount
from producflow.web.below import Below
from producflow.web.compression import CompressedStatic
from producflow.web.headers import SecurityHeaders
from producflow.web.hosts import Hosts
from producflow.web.mistakes import Mistakes
from producflow.web.requests import Noted
from producflow.web.server import lifespan
from producflow.web.session_guard import SessionGuard
from producflow.web.shell import Shell

import_module("producflow.ui.sign_in")  # its library takes a third of a second of CPU, which no visitor should wait
wakes.install()

app = st.App(
    Path(__file__).parent / "producflow" / "ui" / "main.py",
    routes=[
        *session_routes.ROUTES,
        *oidc_routes.ROUTES,
        *health.ROUTES,
        *metrics.ROUTES,
        *printouts.ROUTES,
        *wall.ROUTES,
        *password.ROUTES,
    ],
    middleware=[
        Middleware(Below),
        Middleware(Noted),
        Middleware(SecurityHeaders),
        Middleware(Mistakes),
        Middleware(Hosts),
        Middleware(SessionGuard),
        Middleware(ApiMount, prefix="/api", to=create_api, at_once=settings.current().sentry_dsn is not None),
        Middleware(Shell),
        Middleware(CompressedStatic),
    ],
    lifespan=lifespan,
    on_script_error=failures.say,
)
