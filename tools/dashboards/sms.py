"""SMS on their way."""

from tools.dashboards.panels import Board, Curve, Panel, number

SMS = Board(
    "ausm-sms",
    "AUSM 短信",
    [
        number("等待发出", "max(ausm_sms_waiting)", alarm=100),
        number("超过五分钟未发", "max(ausm_sms_late)", alarm=1),
        number("一天内放弃的", "max(ausm_sms_failed_today)", alarm=10),
        Panel(
            "发送",
            (
                Curve(
                    "sum by (provider, outcome) (rate(ausm_sms_attempts_total[5m]))",
                    "{{provider}} {{outcome}}",
                ),
            ),
            "cps",
            width=12,
            height=8,
        ),
        Panel(
            "运营商回执",
            (
                Curve(
                    "sum by (provider, outcome) (rate(ausm_sms_receipts_total[5m]))",
                    "{{provider}} {{outcome}}",
                ),
            ),
            "cps",
            width=12,
            height=8,
        ),
        Panel(
            "发送失败占比",
            (Curve("ausm:sms_attempts_failed:ratio15m", "{{provider}}"),),
            "percentunit",
            width=12,
            height=8,
            alarm=0.1,
        ),
        Panel(
            "各通道的结果（unknown：没有答复，不知是否发出）",
            (
                Curve(
                    "sum by (provider, result) (rate(ausm_sms_sends_total[5m]))",
                    "{{provider}} {{result}}",
                ),
            ),
            "cps",
            width=12,
            height=8,
        ),
        Panel(
            "没有答复的占比",
            (Curve("ausm:sms_unknown:ratio15m", "{{provider}}"),),
            "percentunit",
            width=12,
            height=8,
            alarm=0.02,
        ),
        Panel(
            "通道应答时间（95%）",
            (Curve("ausm:sms_send_seconds:p95_5m", "{{provider}}"),),
            "s",
            width=12,
            height=8,
            alarm=3,
        ),
        Panel(
            "通道断路（0 正常，1 试探，2 停用）",
            (Curve("max by (provider) (ausm_sms_circuit)", "{{provider}}"),),
            width=12,
            height=8,
            alarm=2,
        ),
        Panel(
            "等待与迟发",
            (
                Curve("max(ausm_sms_waiting)", "等待"),
                Curve("max(ausm_sms_late)", "超过五分钟"),
            ),
            width=12,
            height=8,
        ),
    ],
)
