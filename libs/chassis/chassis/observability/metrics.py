"""What Prometheus reads from each process."""

from prometheus_client import Counter, Gauge, Histogram

CALLS = Counter("ausm_rpc_requests_total", "Calls answered.", ["service", "method", "outcome"])
CALL_SECONDS = Histogram(
    "ausm_rpc_request_seconds",
    "Time from taking a call to its answer.",
    ["service", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
CLIENT_CALLS = Counter(
    "ausm_rpc_client_requests_total", "Calls made.", ["target", "method", "outcome"]
)
EVENTS_PUBLISHED = Counter("ausm_events_published_total", "Events confirmed.", ["service", "event"])
EVENTS_HANDLED = Counter(
    "ausm_events_handled_total", "Events received.", ["service", "handler", "outcome"]
)
TASK_DONE = Gauge(
    "ausm_task_done_seconds",
    "When a periodic task last ended well here, as Unix time; at first when it began to be due.",
    ["service", "task"],
)
TASK_INTERVAL = Gauge("ausm_task_interval_seconds", "How often it runs.", ["service", "task"])
