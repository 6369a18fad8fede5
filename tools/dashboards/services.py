"""Calls, workers and connections of each service."""

from tools.dashboards.panels import Board, Curve, Panel

SERVICES = Board(
    "ausm-services",
    "AUSM 服务与调用",
    [
        Panel("调用", (Curve("ausm:rpc_requests:rate5m", "{{service}}"),), "reqps"),
        Panel(
            "调用失败占比",
            (Curve("ausm:rpc_failures:ratio5m", "{{service}}"),),
            "percentunit",
            alarm=0.02,
        ),
        Panel(
            "95% 的调用快于",
            (Curve("ausm:rpc_request_seconds:p95_5m", "{{service}}"),),
            "s",
            alarm=1,
        ),
        Panel(
            "网关看到的调用耗时（95%）",
            (
                Curve(
                    "histogram_quantile(0.95, sum by (service, le) "
                    "(rate(ausm_gateway_rpc_seconds_bucket[5m])))",
                    "{{service}}",
                ),
            ),
            "s",
            help="比服务自己说的多出来的，是在队列里等的时间",
        ),
        Panel(
            "没有应答的调用（五分钟内）",
            (Curve("ausm:rpc_unanswered:increase5m > 0 or vector(0)", "{{service}} {{reason}}"),),
            alarm=5,
        ),
        Panel("网关上等待应答的调用", (Curve("sum(ausm_gateway_rpc_in_flight)", "等待中"),)),
        Panel(
            "工作线程占用",
            (Curve("ausm:workers_busy:ratio", "{{service}}"),),
            "percentunit",
            alarm=0.8,
        ),
        Panel(
            "数据库连接池占用",
            (Curve("ausm:db_pool_used:ratio", "{{service}}"),),
            "percentunit",
            alarm=0.9,
        ),
        Panel(
            "PostgreSQL 连接数",
            (
                Curve("max(ausm_db_server_connections)", "已用"),
                Curve("min(ausm_db_server_connections_limit)", "上限"),
            ),
        ),
        Panel(
            "最慢的方法（95%，前十）",
            (
                Curve(
                    "topk(10, histogram_quantile(0.95, sum by (service, method, le) "
                    "(rate(ausm_rpc_request_seconds_bucket[5m]))))",
                    "{{service}}.{{method}}",
                ),
            ),
            "s",
            width=12,
        ),
        Panel(
            "最忙的方法（前十）",
            (
                Curve(
                    "topk(10, sum by (service, method) (rate(ausm_rpc_requests_total[5m])))",
                    "{{service}}.{{method}}",
                ),
            ),
            "reqps",
            width=12,
        ),
        Panel(
            "服务之间的调用",
            (
                Curve(
                    "sum by (target, outcome) (rate(ausm_rpc_client_requests_total[5m]))",
                    "{{target}} {{outcome}}",
                ),
            ),
            "reqps",
        ),
        Panel(
            "数据库大小",
            (Curve("max by (service) (ausm_db_size_bytes)", "{{service}}"),),
            "bytes",
        ),
        Panel(
            "最老的事务",
            (Curve("max by (service) (ausm_db_oldest_transaction_seconds)", "{{service}}"),),
            "s",
            alarm=300,
        ),
    ],
)
