"""Endpoints about the system itself."""

from contracts.schemas.gateway import Liveness, Readiness

from gateway.handlers import system
from gateway.routing.endpoint import Access, Endpoint, Quotas

ENDPOINTS = [
    Endpoint(
        "GET",
        "/health/live",
        "get_liveness",
        "进程是否存活",
        "系统",
        Access.PUBLIC,
        system.liveness,
        answer=Liveness,
        quotas=Quotas.NONE,
        may=frozenset({503}),
        description="正在停止的实例以 503 答复，反向代理据此不再转发新请求。",
    ),
    Endpoint(
        "GET",
        "/health/ready",
        "get_readiness",
        "所有依赖是否可用，逐一列出",
        "系统",
        Access.PUBLIC,
        system.readiness,
        answer=Readiness,
        quotas=Quotas.REFERENCE,
        description="任一依赖不可用时以 503 返回同样结构的内容。",
    ),
]
