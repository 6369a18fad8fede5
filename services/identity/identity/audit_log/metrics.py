"""What Prometheus reads of identity's own work."""

from prometheus_client import Gauge

AUDIT_BROKEN = Gauge(
    "ausm_audit_chain_broken", "1 since the audit log was found altered or cut off, else 0."
)
