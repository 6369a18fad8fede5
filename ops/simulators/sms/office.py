"""What both providers have in common: an account with registered templates, and what was sent."""

import re
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LONGEST_VALUE = 35
SIGN = "会计人员服务平台"
KEY_ID = "simulated-key"
SECRET = "simulated-secret"  # noqa: S105  # pragma: allowlist secret
APP_ID = "1400000000"


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that was taken."""

    request_id: str
    phone: str
    sign: str
    template: str
    values: tuple[str, ...]
    key: str


class Refused(Exception):
    """A request is not done; `code` is the provider's own."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or code


@dataclass(slots=True)
class Account:
    """An account: its key, its sign, and how many values each of its templates takes.

    `templates` names the values of each template. `taken` is what was sent in order.
    """

    templates: Mapping[str, tuple[str, ...]]
    key_id: str = KEY_ID
    secret: str = SECRET
    sign: str = SIGN
    app_id: str = APP_ID
    taken: list[Taken] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, phone: str, template: str, values: tuple[str, ...], key: str) -> Taken:
        """Send a message: again with the same key sends it again, as the real ones do."""
        taken = Taken(str(uuid.uuid4().int)[:20], phone, self.sign, template, values, key)
        with self.lock:
            self.taken.append(taken)
        return taken

    def use_nonce(self, nonce: str) -> bool:
        """Tell whether a nonce is new."""
        with self.lock:
            is_new = bool(nonce) and nonce not in self.nonces
            self.nonces.add(nonce)
        return is_new
