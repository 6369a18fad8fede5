"""The kinds of cases: what each is called, who owns it, where its page is, what it excludes.

The names are the operating guide's. The order is that of the queues in the pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

COLLECTION, REAL_NAME = "collection", "real_name"
CHANGE, TRANSFER, CREDIT, REWARD_PENALTY = "change", "transfer", "credit", "reward_penalty"
PHONE_RECOVERY = "phone_recovery"


@dataclass(frozen=True, slots=True)
class CaseKind:
    """One kind of case.

    `link` is the page on which the person goes on with it. `excludes` are the kinds that must not
    be open beside it, in the order in which they are named to the person (R4.2.1, R5.1.2); a kind
    that excludes any needs a reservation in collection. `withdrawable` says that the person can
    take it back, which is an advice to whoever waits for it. One that is `resumable` is mended and
    submitted again after a return or a withdrawal; of others a new one is asked for.
    """

    code: str
    name: str
    service: str
    link: str
    excludes: tuple[str, ...] = ()
    withdrawable: bool = True
    resumable: bool = False


CASE_KINDS: Mapping[str, CaseKind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            CaseKind(COLLECTION, "信息采集", "collection", "/collection", resumable=True),
            CaseKind(REAL_NAME, "实名认证", "identity", "/real-name", resumable=True),
            # Changes beside changes are told apart by what they are about.
            CaseKind(CHANGE, "信息变更", "changes", "/changes", excludes=(TRANSFER,)),
            CaseKind(
                TRANSFER,
                "属地调转",
                "transfer",
                "/transfers",
                excludes=(CHANGE, TRANSFER, REWARD_PENALTY, CREDIT),
            ),
            CaseKind(
                CREDIT,
                "继续教育学分申请",
                "changes",
                "/credit-applications",
                excludes=(TRANSFER,),
            ),
            CaseKind(
                REWARD_PENALTY,
                "奖惩信息",
                "changes",
                "/rewards-penalties",
                excludes=(TRANSFER,),
                withdrawable=False,
            ),
            CaseKind(
                PHONE_RECOVERY,
                "手机号丢失申请",
                "identity",
                "/recover-phone",
                withdrawable=False,
            ),
        )
    }
)
RESERVED_KINDS = tuple(kind.code for kind in CASE_KINDS.values() if kind.excludes)
CASE_OWNERS = tuple(dict.fromkeys(kind.service for kind in CASE_KINDS.values()))

_UNKNOWN = CaseKind("", "业务申请", "", "/")


def name_of_kind(kind: str) -> str:
    """Return what a kind is called; one that a newer version has sent is an application."""
    return CASE_KINDS.get(kind, _UNKNOWN).name


def link_of_kind(kind: str) -> str:
    """Return the page on which the person goes on with a case; the home page if unknown."""
    return CASE_KINDS.get(kind, _UNKNOWN).link
