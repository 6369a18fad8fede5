"""The way of events, and the broker."""

from tools.dashboards.panels import Board, Curve, Panel

EVENTS = Board(
    "ausm-events",
    "AUSM 事件与队列",
    [
        Panel(
            "事件滞留（发件箱）",
            (Curve("ausm:outbox_lag_seconds:max", "{{service}}"),),
            "s",
            alarm=60,
            help="最老的未发出事件有多久；RabbitMQ 不在时上升，恢复后自行发完",
        ),
        Panel(
            "处理失败、等待重试",
            (Curve("ausm:events_failed:max", "{{service}}"),),
            alarm=20,
        ),
        Panel(
            "放弃的事件",
            (Curve("ausm:events_dead:max", "{{service}}"),),
            alarm=1,
            help="./ausm events SERVICE list 查看，修好后 retry",
        ),
        Panel(
            "发出的事件",
            (Curve("sum by (service) (rate(ausm_events_published_total[5m]))", "{{service}}"),),
            "cps",
        ),
        Panel(
            "处理的事件",
            (
                Curve(
                    "sum by (service, outcome) (rate(ausm_events_handled_total[5m]))",
                    "{{service}} {{outcome}}",
                ),
            ),
            "cps",
        ),
        Panel(
            "积压最多的队列（前十）",
            (Curve("topk(10, ausm:queue_ready:max)", "{{queue}}"),),
            alarm=1000,
        ),
        Panel(
            "调用队列里等待的",
            (
                Curve(
                    'max by (queue) (rabbitmq_detailed_queue_messages_ready{queue=~"rpc-.+"})',
                    "{{queue}}",
                ),
            ),
            help="长时间不为 0：这个服务的副本不够",
        ),
        Panel(
            "队列的消费者",
            (
                Curve(
                    'max by (queue) (rabbitmq_detailed_queue_consumers{queue=~"rpc-.+"})',
                    "{{queue}}",
                ),
            ),
            alarm=1,
            falling=True,
        ),
        Panel(
            "未确认的消息",
            (
                Curve(
                    "topk(10, max by (queue) (rabbitmq_detailed_queue_messages_unacked))",
                    "{{queue}}",
                ),
            ),
        ),
        Panel(
            "RabbitMQ 内存",
            (
                Curve("max(rabbitmq_process_resident_memory_bytes)", "已用"),
                Curve("max(rabbitmq_resident_memory_limit_bytes)", "上限"),
            ),
            "bytes",
        ),
        Panel(
            "RabbitMQ 连接与信道",
            (
                Curve("sum(rabbitmq_connections)", "连接"),
                Curve("sum(rabbitmq_channels)", "信道"),
            ),
        ),
        Panel(
            "数据库死锁",
            (Curve("max by (service) (ausm_db_deadlocks)", "{{service}}"),),
        ),
    ],
)
