"""Is all well, and if not, where to look."""

from tools.dashboards.panels import Board, Curve, Panel, number

_PROGRAMS = 'job=~"identity|collection|changes|transfer|notify|gateway"'

OVERVIEW = Board(
    "ausm-overview",
    "AUSM 总览",
    [
        number("每秒请求", "ausm:http_requests:rate5m", alarm=1e9, unit="reqps"),
        number(
            "失败请求占比", "ausm:http_request_failures:ratio5m", alarm=0.02, unit="percentunit"
        ),
        number("95% 的请求快于", "ausm:http_request_seconds:p95_5m", alarm=2, unit="s"),
        number("放弃的事件", "sum(ausm:events_dead:max)", alarm=1),
        number("滞留最久的事件", "max(ausm:outbox_lag_seconds:max)", alarm=60, unit="s"),
        number("迟发短信", "max(ausm_sms_late)", alarm=1),
        Panel("副本数", (Curve("ausm:replicas:count", "{{job}}"),), alarm=1, falling=True),
        Panel(
            "请求",
            (Curve("sum by (status) (rate(ausm_http_requests_total[5m]))", "{{status}}"),),
            "reqps",
            stacked=True,
        ),
        Panel(
            "请求耗时",
            tuple(
                Curve(
                    f"histogram_quantile({share}, sum by (le) (rate(ausm_http_request_seconds_bucket"
                    '{operation!~"stream_messages|upload_attachment"}[5m])))',
                    f"{share:.0%}",
                )
                for share in (0.5, 0.95, 0.99)
            ),
            "s",
        ),
        Panel(
            "每个副本的 CPU（1 = 用满一个核）",
            (Curve("ausm:cpu:mean5m", "{{job}}"),),
            "percentunit",
            alarm=0.85,
        ),
        Panel(
            "内存",
            (Curve(f"sum by (job) (process_resident_memory_bytes{{{_PROGRAMS}}})", "{{job}}"),),
            "bytes",
            stacked=True,
        ),
        Panel("十五分钟内的重启", (Curve("ausm:restarts:15m", "{{job}}"),), alarm=3),
        Panel(
            "目标是否应答",
            (Curve("min by (job) (up)", "{{job}}"),),
            alarm=1,
            falling=True,
            help="0 表示至少有一个副本没有应答",
        ),
        Panel(
            "代理后面的网关",
            (
                Curve('haproxy_backend_active_servers{proxy="gateways"}', "可用"),
                Curve('haproxy_backend_current_queue{proxy="gateways"}', "排队的请求"),
            ),
        ),
        Panel(
            "磁盘剩余",
            (
                Curve("min(rabbitmq_disk_space_available_bytes)", "RabbitMQ 所在的盘"),
                Curve("min(minio_cluster_capacity_usable_free_bytes)", "MinIO 所在的盘"),
            ),
            "bytes",
        ),
    ],
)
