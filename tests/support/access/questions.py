"""How a route is asked so that the answer tells who may use it and changes as little as can be.

Commands come with a form that nobody can mean and a version that never was: whoever may use the
route is refused for that (409, 412, 422), all others for what they are. Routes that judge the form
first, or need more than a path, have a row in `OPTIONS`.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from contracts.platform import API_PREFIX
from demo.client import AusmClient

from support.access.matrix import ABSENT, ALLOWED, HIDDEN, REFUSED, Row

Names = dict[str, str]

# One request id for all, so that two answers differ in nothing but what they say.
HEADERS = {"X-Request-ID": "access-matrix"}
NO_VERSION = {"If-Match": '"999999"'}
# It is judged before the row is looked for: the draft is one's own.
OWN_DRAFT = "/me/collection/"
NOTHING = str(uuid.UUID(int=7))
NO_FORM = {"no_such_field": True}
_CASE = "/reviews/{kind}/{case_id}"
_ENTRY = {"kind": "reward", "title": "先进会计工作者", "decided_by": "财政局"}

# What is sent beside the path, with what the world calls things.
OPTIONS: dict[str, Callable[[Names], dict[str, Any]]] = {
    "POST /attachments": lambda _: {"files": {"file": ("a.jpg", b"", "image/jpeg")}},
    "POST /captchas": lambda _: {"json": {"kind": "proof_of_work"}},
    "POST /sessions/refresh": lambda _: {"json": {"refresh_token": "no-such-token"}},
    "GET /reviews": lambda of: {
        "params": {"kind": of["kind"], "status": "all", "person_id": of["person_id"]}
    },
    f"POST {_CASE}/approve": lambda _: {"json": {}},
    f"POST {_CASE}/return": lambda _: {"json": {"reasons": [{"item": "none", "code": "other"}]}},
    f"POST {_CASE}/forward": lambda _: {"json": {"authority_id": "au-110105", "note": "转"}},
    f"POST {_CASE}/second-review": lambda _: {"json": {"outcome": "confirmed"}},
    "POST /reviews/bulk-approve": lambda of: {
        "json": {"items": [{"kind": of["kind"], "case_id": of["case_id"], "version": 999_999}]}
    },
    "GET /reviews/second-reviews": lambda _: {
        "params": {"kind": "change", "status": "all", "limit": 100}
    },
    "GET /reviews/second-reviews/statistics": lambda _: {"params": {"kind": "change"}},
    "GET /staff/rewards-penalties": lambda of: {"params": {"person_id": of["person_id"]}},
    "POST /staff/rewards-penalties": lambda of: {
        "json": {**_ENTRY, "decided_on": "2026-03-12", "person_id": of["person_id"]}
    },
    "GET /staff/audit": lambda of: {
        "params": {"person_id": of["person_id"], "action": "case_approve"}
    },
    "GET /staff/audit/verification": lambda _: {"params": {"limit": 1}},
    "GET /admin/staff/interests": lambda of: {
        "params": {"authority_id": of["authority_id"], "limit": 100}
    },
    "GET /admin/staff": lambda of: {"params": {"authority_id": of["authority_id"], "limit": 100}},
    "PUT /admin/staff/{staff_id}": lambda of: {
        "json": {"name": "王审核", "authority_id": of["authority_id"], "roles": ["reviewer"]}
    },
    "PUT /admin/staff/{staff_id}/interests": lambda _: {"json": {"employer_usccs": []}},
    "PUT /admin/authorities/{authority_id}/contact": lambda _: {"json": {}},
    "GET /sandbox/sms": lambda _: {"params": {"phone": "13800000000"}},
}
# Lists that are asked whether they show the object: by which field.
SHOWN_BY = {
    "GET /reviews": "case_id",
    "GET /reviews/second-reviews": "case_id",
    "GET /staff/audit": "person_id",
    "GET /staff/rewards-penalties": "entry_id",
    "GET /admin/staff": "staff_id",
    "GET /admin/staff/interests": "staff_id",
}


@dataclass(frozen=True)
class Answer:
    """What came; two are the same if they read the same, whatever the ids in them."""

    status: int
    text: str
    body: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Question:
    """A row of the matrix about one object; the ids of `names` say which."""

    row: Row
    names: Names
    is_public: bool

    @property
    def has_object(self) -> bool:
        """Tell whether the path or the body names what the row is about."""
        return self.about_nothing().request() != self.request()

    def about_nothing(self) -> "Question":
        """Return the same question about what does not exist."""
        ids = [name for name in self.names if name.endswith("_id") and name != "authority_id"]
        return replace(self, names=self.names | dict.fromkeys(ids, NOTHING))

    def request(self) -> tuple[str, dict[str, Any]]:
        """Return the path and all that goes with it."""
        options = {"json": NO_FORM} if self.row.method in ("POST", "PUT") else {}
        made = OPTIONS.get(self.row.route)
        return self._path(), made(self.names) if made else options

    def _path(self) -> str:
        try:
            return self.row.path.format(**self.names)
        except KeyError as missing:
            raise AssertionError(
                f"{self.row.route}: tests/support/access/world.py does not say what {missing} is"
            ) from None

    async def ask(self, client: AusmClient) -> Answer:
        """Send it as somebody."""
        path, options = self.request()
        headers = HEADERS | ({} if self.row.path.startswith(OWN_DRAFT) else NO_VERSION)
        if client.access_token:
            headers["Authorization"] = f"Bearer {client.access_token}"
        address, method = API_PREFIX + path, self.row.method
        async with client.http.stream(method, address, headers=headers, **options) as answer:
            return await self._read(answer)

    async def _read(self, answer: httpx.Response) -> Answer:
        media_type = answer.headers.get("content-type", "")
        if media_type.startswith("text/event-stream"):
            return Answer(answer.status_code, "")
        await answer.aread()
        found = answer.json() if "json" in media_type else {}
        text = answer.content.decode(errors="replace")
        for name, value in self.names.items():
            text = text.replace(value, "…") if name.endswith("_id") else text
        return Answer(answer.status_code, text, found if isinstance(found, dict) else {})

    def letter(self, answer: Answer, *, logged_in: bool) -> str:
        """Return the letter that an answer stands for, or its status where none does."""
        status = answer.status
        if status == 404:
            return HIDDEN
        if status == 403 or (status == 401 and not self.is_public):
            return REFUSED if logged_in == (status == 403) else str(status)
        if status == 429 or status >= 500:
            return str(status)
        return self._shown(answer.body) if status < 300 else ALLOWED

    def _shown(self, body: dict[str, Any]) -> str:
        if self.row.route == "POST /reviews/bulk-approve":
            hidden = body["items"][0]["code"] == "casework.case_not_found"
            return HIDDEN if hidden else ALLOWED
        name = SHOWN_BY.get(self.row.route)
        if name is None or any(item[name] == self.names[name] for item in body["items"]):
            return ALLOWED
        return ABSENT
