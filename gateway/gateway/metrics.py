"""What the gateway counts; labels never hold a person's data or a raw path."""

from collections.abc import Iterable

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

registry: CollectorRegistry = REGISTRY

# Why no service answered a call.
TIMEOUT, ABSENT, BROKER_AWAY, WINDOW_FULL = "timeout", "absent", "broker_away", "window_full"

_QUICK_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("ausm_http_requests", "Answered requests", ["operation", "status"])
REQUEST_SECONDS = Histogram(
    "ausm_http_request_seconds", "Time to answer", ["operation"], buckets=_QUICK_BUCKETS
)
RPC_SECONDS = Histogram(
    "ausm_gateway_rpc_seconds", "Time of a call", ["service", "method"], buckets=_QUICK_BUCKETS
)
RPC_FAILURES = Counter(
    "ausm_gateway_rpc_failures", "Calls that no service answered", ["service", "reason"]
)
RPC_IN_FLIGHT = Gauge("ausm_gateway_rpc_in_flight", "Calls waiting for an answer")
LIMITER_FALLBACKS = Counter("ausm_gateway_limiter_fallbacks", "Hits counted in local memory only")
RATE_LIMITED = Counter("ausm_gateway_rate_limited", "Requests refused by a rate limit", ["policy"])
STREAMS = Gauge("ausm_gateway_streams", "Open server-sent-event streams")
CLOCK_BEHIND = Gauge("ausm_clock_behind_seconds", "Own clock behind that of Redis.", ["service"])
UPLOADS = Counter("ausm_gateway_uploads", "Uploads by outcome", ["kind", "outcome"])


def begin_at_zero(services: Iterable[str]) -> None:
    """Show what has not happened yet as zero: the first time counts as a rise then."""
    for service in services:
        for reason in (TIMEOUT, ABSENT, BROKER_AWAY, WINDOW_FULL):
            RPC_FAILURES.labels(service, reason)
