"""What people and reviewers do, and what waits for review."""

from tools.dashboards.panels import Board, Curve, Panel


def _told(*pairs: tuple[str, str]) -> tuple[Curve, ...]:
    """Return how many of each event were told in an hour."""
    return tuple(
        Curve(f'sum(increase(ausm_events_published_total{{event="{event}"}}[1h]))', legend)
        for event, legend in pairs
    )


PEOPLE = Board(
    "ausm-people",
    "AUSM 人员与审核",
    [
        Panel(
            "待审",
            (Curve("sum by (kind) (ausm:reviews_open:sum)", "{{kind}}"),),
            stacked=True,
        ),
        Panel("无人认领", (Curve("sum by (kind) (ausm:reviews_unclaimed:sum)", "{{kind}}"),)),
        Panel(
            "超期",
            (Curve("sum by (kind) (ausm:reviews_overdue:sum)", "{{kind}}"),),
            alarm=1,
        ),
        Panel(
            "待审（按部门级别）",
            (Curve("sum by (level) (ausm:reviews_open:sum)", "{{level}}"),),
            stacked=True,
        ),
        Panel(
            "超期（按部门级别）",
            (Curve("sum by (level) (ausm:reviews_overdue:sum)", "{{level}}"),),
        ),
        Panel(
            "应由上级督办",
            (Curve("sum by (kind, level) (ausm:reviews_past_limit:sum)", "{{kind}} {{level}}"),),
            alarm=1,
        ),
        Panel(
            "一小时内的注册与实名",
            _told(("account_registered", "注册"), ("identity_verified", "实名认证通过")),
        ),
        Panel(
            "支付宝认证的调用",
            (
                Curve(
                    "sum by (method, outcome) (rate(ausm_alipay_calls_total[5m]))",
                    "{{method}} {{outcome}}",
                ),
            ),
            "cps",
        ),
        Panel(
            "支付宝认证没有结果的占比",
            (Curve("ausm:alipay_calls_failed:ratio15m", "{{method}}"),),
            "percentunit",
            alarm=0.2,
        ),
        Panel(
            "一小时内的信息采集",
            _told(
                ("collection_submitted", "提交"),
                ("collection_approved", "通过"),
                ("collection_returned", "退回"),
            ),
        ),
        Panel(
            "一小时内的变更与调转",
            _told(
                ("change_submitted", "变更提交"),
                ("change_approved", "变更通过"),
                ("transfer_submitted", "调转提交"),
                ("transfer_approved", "调转通过"),
            ),
        ),
        Panel(
            "登录",
            (
                Curve(
                    'sum by (status) (rate(ausm_http_requests_total{operation="log_in"}[5m]))',
                    "{{status}}",
                ),
            ),
            "reqps",
        ),
        Panel(
            "被限流的请求",
            (Curve("sum by (policy) (rate(ausm_gateway_rate_limited_total[5m]))", "{{policy}}"),),
            "reqps",
        ),
        Panel(
            "上传",
            (Curve("sum by (outcome) (rate(ausm_gateway_uploads_total[5m]))", "{{outcome}}"),),
            "reqps",
        ),
        Panel("打开的消息流", (Curve("sum(ausm_gateway_streams)", "连接"),)),
        Panel(
            "MinIO 中的对象",
            (Curve("max(minio_cluster_usage_object_total)", "对象"),),
        ),
        Panel(
            "MinIO 占用",
            (Curve("max(minio_cluster_usage_total_bytes)", "字节"),),
            "bytes",
        ),
    ],
)
