"""The people who use identity, and everything around it that a test plays."""

import base64
import hashlib
import io
import itertools
import json
import uuid
from typing import Any

import jwt
import pytest
from chassis.crypto import cipher
from chassis.db import Db
from chassis.storage.staging import StagedFile, stage
from contracts.consents import NEEDED, REGISTER, SEPARATE
from contracts.context import CallContext
from contracts.errors import ServiceError
from contracts.reference.authorities import find_authority
from contracts.values.id_numbers import check_character
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from demo.calls.access import code_now, find_number
from identity.domain.consent_documents import IN_FORCE
from identity.models import Account, Authority, Staff
from identity.seed.authorities import row_of
from sqlalchemy import text

PASSWORD = "Ledger#2026"
AUTHORITIES = ("au-110000", "au-110108", "au-130000", "au-130100", "au-guoguan")
_KEY = Ed25519PrivateKey.generate()
SIGNING_KEY = _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
_numbers = itertools.count(1)


class Scenario:
    """Calls identity as any caller, and creates the data around it."""

    def __init__(self, client: Any, db: Db, events: Any, store: Any) -> None:
        self.client = client
        self.db = db
        self.events = events
        self.store = store

    def call(self, method: str, context: CallContext | None = None, **kwargs: Any) -> Any:
        """Call a method as somebody, or as nobody."""
        return self.client.call(method, context=context or visitor(), **kwargs)

    def captcha(self) -> dict[str, str]:
        """Return a solved captcha."""
        captcha_id = self.call("create_captcha", kind="proof_of_work")["captcha_id"]
        shown = self.call("get_sandbox_captcha", captcha_id=captcha_id)["text"]
        return {"captcha_id": captcha_id, "captcha_text": shown}

    def proof_of_work(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Return a solved proof of work, and the challenge as it was given."""
        work = self.call("create_captcha", kind="proof_of_work")
        number = find_number(work["salt"], work["challenge"], work["maxnumber"])
        return {"captcha_id": work["captcha_id"], "captcha_text": str(number)}, work

    def ask_code(
        self, phone: str, purpose: str = "register", context: CallContext | None = None, **more: Any
    ) -> dict[str, Any]:
        """Ask for an SMS code and return the answer."""
        body = {"purpose": purpose, "phone": phone, **self.captcha(), **more}
        return self.call("request_sms_code", context, body=body)

    def sent_code(self, sms_code_id: str) -> str:
        """Return the code that was sent, as the phone would show it."""
        key = f"sms-code-{sms_code_id}"
        for _ in range(50):
            sent = [e["data"] for e in self.events.named("sms_requested")]
            found = [data for data in sent if data["delivery_key"] == key]
            if found:
                return json.loads(cipher().open(found[0]["params_sealed"], "sms"))["code"]
            self.events.wait_for("sms_requested", len(sent) + 1)
        raise AssertionError("no such SMS")

    def code_for(self, phone: str, purpose: str = "register") -> str:
        """Ask for an SMS code and return it."""
        return self.sent_code(self.ask_code(phone, purpose)["delivery_id"])

    def register(self, *, consenting: bool = True, **changes: Any) -> tuple[str, dict[str, Any]]:
        """Register somebody new who agrees to all that may be asked, or to no more than one has to.

        Returns the person's id and what was sent.
        """
        body = registration(**changes)
        body.setdefault("sms_code", self.code_for(body["phone"]))
        person_id = self.call("register_account", body=body)["person_id"]
        for kind in SEPARATE if consenting else ():
            self.give_consent(person(person_id), kind)
        return person_id, body

    def give_consent(self, who: CallContext, kind: str) -> dict[str, Any]:
        """Agree to a document in the version in force."""
        body = {"kind": kind, "version": IN_FORCE[kind].version}
        return self.call("give_consent", who, body=body)

    def log_in(self, login: str, password: str = PASSWORD, **more: Any) -> dict[str, Any]:
        """Log a person in."""
        body = {"login": login, "password": password, **self.captcha()}
        return self.call("log_in", body=body, **more)

    def log_in_staff(
        self, username: str, password: str = PASSWORD, secret: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """Log a member of staff in by both steps, enrolling at the first log-in."""
        form = {"username": username, "password": password, **self.captcha()}
        answer = self.call("log_in_staff", body=form, **more)
        if "challenge" not in answer:
            return answer
        proof = {"challenge_token": answer["challenge"]["challenge_token"]}
        if answer["challenge"]["next"] == "enrol":
            secret = self.call("begin_totp_enrolment", body=proof)["secret"]
        body = {**proof, "code": code_now(secret or "")}
        return self.call("finish_staff_log_in", body=body, **more)

    def session_of(self, tokens: dict[str, Any]) -> CallContext:
        """Return the context that the gateway makes of an access token."""
        claims = jwt.decode(
            tokens["access_token"],
            _KEY.public_key(),
            algorithms=["EdDSA"],
            audience="ausm",
            issuer="ausm-identity",
        )
        return CallContext(
            actor_id=claims["sub"],
            actor_kind=claims["kind"],
            roles=tuple(claims["roles"]),
            session_id=claims["sid"],
            authority_id=claims.get("authority_id"),
            authority_path=claims.get("authority_path"),
        )

    def employ(self, authority_id: str, *roles: str, **changes: Any) -> CallContext:
        """Add a member of staff, who has declared no interests, and return their context."""
        staff_id = str(uuid.uuid4())
        with self.db.unit_of_work() as uow:
            row = {
                "staff_id": staff_id,
                "username": f"staff{next(_numbers)}",
                "password_hash": "-",
                "name": "王审核",
                "authority_id": authority_id,
                "roles": list(roles or ("reviewer",)),
                "interests_declared_at": uow.now,
                "created_at": uow.now,
            }
            uow.session.add(Staff(**row | changes))
            path = uow.session.get_one(Authority, authority_id).path
        kind: Any = "staff"
        return CallContext(
            actor_id=staff_id,
            actor_kind=kind,
            roles=roles or ("reviewer",),
            authority_id=authority_id,
            authority_path=path,
        )

    def upload(self, person_id: str, kind: str, content: bytes | None = None) -> str:
        """Scenario a file as the gateway does and return its id."""
        content = content or f"{kind} {next(_numbers)}".encode()
        attachment_id = str(uuid.uuid4())
        digest = hashlib.sha256(content).hexdigest()
        file = StagedFile(
            attachment_id, person_id, kind, "照片.jpg", "image/jpeg", len(content), digest
        )
        stage(self.store, file, io.BytesIO(content))
        return attachment_id

    def photos(self, person_id: str) -> dict[str, str]:
        """Scenario the three photos and return the body of a submission without authority."""
        kinds = {"portrait_side": "id_portrait", "reverse_side": "id_reverse"}
        kinds["holding"] = "id_holding"
        return {slot: self.upload(person_id, kind) for slot, kind in kinds.items()}

    def rename(self, person_id: str, name: str) -> None:
        """Change the registered name behind the service's back."""
        with self.db.unit_of_work() as uow:
            uow.session.get_one(Account, person_id).name = name

    def renumber(self, person_id: str, number: str) -> None:
        """Change the registered number behind the service's back."""
        with self.db.unit_of_work() as uow:
            uow.session.get_one(Account, person_id).id_number = number

    def scalar(self, sql: str, **values: Any) -> Any:
        """Ask the service's database."""
        return self.db.read(lambda session: session.execute(text(sql), values).scalar())

    def execute(self, sql: str, **values: Any) -> None:
        """Change the service's database behind its back, to let time pass."""
        with self.db.unit_of_work() as uow:
            uow.session.execute(text(sql), values)


def visitor(ip: str | None = None) -> CallContext:
    """Return the context of somebody who is not logged in."""
    return CallContext(client_ip=ip or "192.0.2.1")


def person(person_id: str) -> CallContext:
    """Return the context of a logged-in person."""
    return CallContext(actor_id=person_id, actor_kind="person")


def service() -> CallContext:
    """Return the context of another service."""
    return CallContext(actor_id="collection", actor_kind="service")


def new_phone() -> str:
    """Return a number that nobody has yet."""
    return f"138{next(_numbers):08d}"


def new_number() -> str:
    """Return a resident number that nobody has yet."""
    years, place = divmod(next(_numbers), 1000)
    start = f"110108{1990 + years}0307{place:03d}"
    return start + check_character(start)


def registration(**changes: Any) -> dict[str, Any]:
    """Return the body of a registration without the SMS code."""
    body = {
        "id_type": "resident_id",
        "id_number": new_number(),
        "name": "欧阳䶮",
        "phone": new_phone(),
        "password": PASSWORD,
        "password_confirmation": PASSWORD,
        "consents": [
            {"kind": kind, "version": IN_FORCE[kind].version} for kind in NEEDED[REGISTER]
        ],
    }
    return body | changes


def authority_row(authority_id: str) -> Authority:
    known = find_authority(authority_id)
    assert known is not None, authority_id
    return Authority(**row_of(known))


def widget_text(work: dict[str, Any], number: int) -> str:
    """Return what ALTCHA's widget sends for a solved challenge."""
    names = ("algorithm", "challenge", "salt", "signature")
    document = {name: work[name] for name in names} | {"number": number, "took": 12}
    return base64.b64encode(json.dumps(document).encode()).decode()


def decode_data_url(url: str) -> bytes:
    """Return the bytes of a data URL."""
    return base64.b64decode(url.split(",", 1)[1])


def code_of(action: object, *arguments: object, **named: object) -> str:
    """Return the code of the refusal, that of the first violation if it has some."""
    with pytest.raises(ServiceError) as refusal:
        action(*arguments, **named)  # type: ignore[operator]
    errors = refusal.value.details.get("errors")
    return errors[0]["code"] if errors else refusal.value.code
