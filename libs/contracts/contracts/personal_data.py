"""The parts of what the platform keeps of a person, in the order in which they are handed out.

Each is the answer of the service that owns it, so that no service reads another's database.
"""

from dataclasses import dataclass

from contracts.platform import CASE_SERVICES


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name in files and calls, its title for the person, its owner."""

    code: str
    title: str
    service: str


PARTS = (
    Part("account", "账号和注册信息", "identity"),
    Part("consents", "同意记录", "identity"),
    Part("corrections", "注册信息的更正", "identity"),
    Part("real_name_steps", "实名认证的办理过程", "identity"),
    Part("certifications", "支付宝认证", "identity"),
    Part("phone_recovery_steps", "手机号丢失申请的办理过程", "identity"),
    Part("sessions", "登录记录", "identity"),
    Part("draft", "信息采集：现在填写的内容", "collection"),
    Part("submissions", "信息采集：历次提交的内容", "collection"),
    Part("collection_steps", "信息采集的办理过程", "collection"),
    Part("record_versions", "档案及其历次版本", "collection"),
    Part("changes", "信息变更", "changes"),
    Part("change_steps", "信息变更的办理过程", "changes"),
    Part("credits", "继续教育学分申请", "changes"),
    Part("credit_steps", "继续教育学分申请的办理过程", "changes"),
    Part("rewards_penalties", "奖惩信息", "changes"),
    Part("reward_penalty_steps", "奖惩信息的办理过程", "changes"),
    Part("transfers", "属地调转", "transfer"),
    Part("transfer_steps", "属地调转的办理过程", "transfer"),
    Part("messages", "站内信", "notify"),
    Part("deliveries", "短信", "notify"),
    Part("exports", "个人信息导出", "identity"),
    Part("access_log", "查阅记录：谁查看过我的信息", "identity"),
)
# Files come after the parts; who owns cases has files.
FILES = Part("files", "文件", "identity")
FILE_OWNERS = CASE_SERVICES
PAGE = 50

PENDING, RUNNING, READY, FAILED, EXPIRED = "pending", "running", "ready", "failed", "expired"
EXPORT_STATES = (PENDING, RUNNING, READY, FAILED, EXPIRED)
