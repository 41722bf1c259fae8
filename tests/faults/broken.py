"""The real server with a mistake of ours in it: the production metrics cannot be answered, nor can /health."""

import sys
from typing import Any

from producflow import __main__
from producflow.api.routes import production
from producflow.web import health


def _mistaken(*_arguments: Any, **_options: Any) -> Any:
    raise ZeroDivisionError("a mistake of ours")


production.told_with_goals = _mistaken  # type: ignore[attr-defined]
health.health = _mistaken  # type: ignore[attr-defined]

if __name__ == "__main__":
    sys.exit(__main__.main())
