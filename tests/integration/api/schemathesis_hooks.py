"""What schemathesis does not know of itself."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: Any, value: Any) -> bytes:
    return str(value).encode("utf-8", "replace")
