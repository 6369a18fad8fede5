"""Documents that registration asks agreement to, each by itself (PIPL art. 14, 29)."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.errors import Violation


@dataclass(frozen=True, slots=True)
class Document:
    """One document in the version in force."""

    kind: str
    version: str
    title: str
    text: str


IN_FORCE: tuple[Document, ...] = (
    Document(
        "account_terms",
        "2026-11",
        "用户服务协议",
        "本平台为会计人员提供信息采集、信息变更和属地调转等服务。您承诺注册和填报的信息真实、"
        "准确、完整，妥善保管密码，不将账号转让或出借他人。",
    ),
    Document(
        "privacy",
        "2026-11",
        "个人信息处理规则",
        "为办理会计人员信息业务，我们收集您的姓名、证件信息、手机号和所填报的教育、工作经历，"
        "加密存储于境内，仅供会计管理部门依法履职使用。您可以查阅、复制、更正本人信息，"
        "并查看谁查阅过您的信息。",
    ),
    Document(
        "sensitive_info",
        "2026-11",
        "敏感个人信息处理单独同意",
        "实名认证需要处理您的证件影像和手持证件照片等敏感个人信息，用于核验身份真实性。"
        "不提供将无法完成实名认证和信息采集。影像加密存储，仅由您所选会计管理部门的审核人员查阅。",
    ),
)


def find_missing(given: Sequence[tuple[str, str]]) -> list[Violation]:
    """Return what is wrong with the `(kind, version)` pairs a person agreed to."""
    by_kind = dict(given)
    violations = []
    for document in IN_FORCE:
        agreed = by_kind.get(document.kind)
        if agreed is None:
            text = f"请阅读并同意《{document.title}》"
            violations.append(Violation("consents", "identity.consent_missing", text))
        elif agreed != document.version:
            text = f"《{document.title}》已更新，请重新阅读并同意"
            violations.append(Violation("consents", "identity.consent_outdated", text))
    return violations
