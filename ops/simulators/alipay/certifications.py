"""What the simulator knows: apps' certifications and how each is going."""

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LIFE_SECONDS = 23 * 3600.0
MOST = 10_000
BIZ_CODES = ("FACE", "CERT_PHOTO", "CERT_PHOTO_FACE", "SMART_FACE")
# What can be done on the phone, and the reason that Alipay then gives.
ACTIONS: Mapping[str, str | None] = {
    "scan": None,
    "pass": None,
    "other_person": "IDENTITY_MISMATCH 姓名与证件号码不一致",
    "fail": "FACE_NOT_PASSED",
    "cancel": "USER_CANCELLED",
    "expire": None,
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Refused(Exception):
    """A request that is signed well and wrong all the same; carries Alipay's sub_code."""

    def __init__(self, sub_code: str, sub_msg: str) -> None:
        super().__init__(sub_code)
        self.sub_code = sub_code
        self.sub_msg = sub_msg


@dataclass(slots=True)
class Certified:
    """One certification."""

    certify_id: str
    order_number: str
    name: str
    number: str
    return_url: str
    ends_at: float
    passed: bool = False
    fail_reason: str | None = None

    @property
    def masked_name(self) -> str:
        """Return the name as a phone shows it."""
        return f"*{self.name[1:]}" if len(self.name) < 3 else f"{self.name[0]}*{self.name[-1]}"

    @property
    def is_done(self) -> bool:
        """Tell whether there is nothing left to do on the phone."""
        return self.passed or self.fail_reason is not None


class Certifications:
    """All of them, the oldest forgotten first; safe for threads."""

    def __init__(self, life: float = LIFE_SECONDS, clock: Callable[[], float] = time.time) -> None:
        self._life = life
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Certified] = OrderedDict()
        self._orders: set[str] = set()

    def initialize(self, content: Mapping[str, Any]) -> str:
        """Begin a certification as `alipay.user.certify.open.initialize` does; returns its id."""
        identity = content.get("identity_param") or {}
        _ensure_complete(content, identity)
        order, config = str(content["outer_order_no"]), content.get("merchant_config") or {}
        with self._lock:
            if order in self._orders:
                raise Refused("OUTER_ORDER_NO_REPEATED", "商户请求的唯一标识重复")
            certify_id = secrets.token_hex(16)
            name, number = str(identity["cert_name"]), str(identity["cert_no"])
            ends_at = self._clock() + self._life
            made = Certified(certify_id, order, name, number, str(config["return_url"]), ends_at)
            self._known[certify_id] = made
            self._orders.add(order)
            if len(self._known) > MOST:
                _, oldest = self._known.popitem(last=False)
                self._orders.discard(oldest.order_number)
        return certify_id

    def find(self, certify_id: str) -> Certified:
        """Return one that has not ended; raises Refused."""
        with self._lock:
            found = self._known.get(certify_id)
        if found is None:
            raise Refused("CERTIFY_ID_NOT_EXIST", "认证单据不存在")
        if not found.is_done and self._clock() >= found.ends_at:
            raise Refused("CERTIFY_ID_EXPIRED", "认证单据已失效")
        return found

    def query(self, certify_id: str) -> dict[str, Any]:
        """Return what `alipay.user.certify.open.query` answers."""
        found = self.find(certify_id)
        answer = {"passed": "T" if found.passed else "F", "identity_info": "", "material_info": ""}
        return answer | ({"fail_reason": found.fail_reason} if found.fail_reason else {})

    def act(self, certify_id: str, action: str) -> Certified:
        """Do something on the phone; what is done stays done."""
        if action not in ACTIONS:
            raise Refused("ACTION_UNKNOWN", "没有这种操作")
        found = self.find(certify_id)
        with self._lock:
            if action == "expire":
                found.ends_at = self._clock()
            elif not found.is_done:
                found.passed = action == "pass"
                found.fail_reason = ACTIONS[action]
        return found


def _ensure_complete(content: Mapping[str, Any], identity: Mapping[str, Any]) -> None:
    config = content.get("merchant_config") or {}
    checks = {
        "outer_order_no": bool(
            re.fullmatch(r"[A-Za-z0-9]{1,32}", str(content.get("outer_order_no")))
        ),
        "biz_code": content.get("biz_code") in BIZ_CODES,
        "identity_type": identity.get("identity_type") == "CERT_INFO",
        "cert_type": identity.get("cert_type") == "IDENTITY_CARD",
        "cert_name": bool(str(identity.get("cert_name") or "").strip()),
        "cert_no": is_resident_number(str(identity.get("cert_no"))),
        "return_url": str(config.get("return_url")).startswith(("http://", "https://")),
    }
    if wrong := [name for name, is_right in checks.items() if not is_right]:
        raise Refused("INVALID_PARAMETER", f"参数有误：{', '.join(wrong)}")


def is_resident_number(number: str) -> bool:
    """Tell whether a resident ID number has the right form and check character."""
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return number[17] == "10X98765432"[total % 11]
