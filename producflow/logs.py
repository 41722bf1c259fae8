"""Logs: one line of JSON an event, on standard error, with nothing secret in it."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
NO_VISITOR = ("streamlit.runtime.scriptrunner_utils.script_run_context", "streamlit.runtime.caching.cache_data_api")
"""What warns that nobody sees a page when all that is done is to bring in what it is made of."""
SECRET_NAME = re.compile(r"password|passwd|token|secret|cookie|authorization|authkey|hash|api_?key", re.IGNORECASE)
SECRET_IN_TEXT = re.compile(
    r"(?i)((?:\b(?:password|token|access_token|secret|code|authorization)[\"']?\s*[=:]\s*[\"']?)(?:(?:bearer|basic)\s+)?"
    r"|\bbearer\s+)[^\s\"'&,;]+"
)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what is secret by its name, and what looks like ``name=secret`` in any text, however deep."""
    return {name: _hidden(name, value) for name, value in event.items()}


def _hidden(name: str, value: Any) -> Any:
    if SECRET_NAME.search(name) and not isinstance(value, bool | int | float):
        return HIDDEN
    if isinstance(value, str):
        return SECRET_IN_TEXT.sub(rf"\1{HIDDEN}", value)
    if isinstance(value, Mapping):
        return {key: _hidden(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden("", inner) for inner in value]
    return value


def configure(level: str = "INFO") -> None:
    """Send our events and those of the libraries through one formatter; call it once, at start-up.

    Parameters
    ----------
    level : str
        Least level that is written: ``DEBUG``, ``INFO``, ``WARNING`` or ``ERROR``.
    """
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    for name in NO_VISITOR:
        logging.getLogger(name).addFilter(lambda _: False)  # Streamlit sets its level again
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,  # last, so that tracebacks are covered too
                structlog.processors.JSONRenderer(default=str, ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "streamlit"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = name != "uvicorn.access"  # our own access log writes a line per request
