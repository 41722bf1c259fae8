"""What /metrics tells about the API, in the process's one registry."""

from prometheus_client import Counter, Gauge, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter("producflow_api_requests", "Calls of the API.", ["method", "route", "status"])
SECONDS = Histogram(
    "producflow_api_request_seconds",
    "Time from a call's first byte to its answer's last.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
QUEUE = Gauge("producflow_api_readings_queue", "Single readings that wait for the next commit.")
