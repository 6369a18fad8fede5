"""Staff who come in by two steps, for tests of identity."""

from typing import Any

from contracts.context import CallContext
from contracts.errors import Unauthenticated
from demo.calls.access import code_now
from identity_factories import PASSWORD, Scenario

NEW = "Journal#2027"
SET = {"password": NEW, "password_confirmation": NEW}
POST: dict[str, Any] = {"name": "李新人", "authority_id": "au-110108", "roles": ["reviewer"]}
USERNAME = "haidian"


def first_step(identity: Scenario, **more: object) -> dict:
    form = {"username": USERNAME, "password": PASSWORD, **identity.captcha()}
    return identity.call("log_in_staff", body=form, **more)["challenge"]


def second_step(identity: Scenario, challenge: dict, code: str, **more: object) -> dict:
    body = {"challenge_token": challenge["challenge_token"], "code": code}
    return identity.call("finish_staff_log_in", body=body, **more)


def begin(identity: Scenario, challenge: dict) -> dict:
    body = {"challenge_token": challenge["challenge_token"]}
    return identity.call("begin_totp_enrolment", body=body)


def enrol(identity: Scenario) -> tuple[str, list[str]]:
    challenge = first_step(identity)
    secret = begin(identity, challenge)["secret"]
    codes = second_step(identity, challenge, code_now(secret))["recovery_codes"]
    identity.execute("UPDATE staff SET totp_last_step = totp_last_step - 10")
    return secret, codes


def logged_in(identity: Scenario, secret: str) -> tuple[CallContext, dict]:
    """Return a session of somebody enrolled, and its tokens; the next code is free again."""
    tokens = second_step(identity, first_step(identity), code_now(secret))
    identity.execute("UPDATE staff SET totp_last_step = totp_last_step - 10")
    return identity.session_of(tokens), tokens


def refresh(identity: Scenario, tokens: dict) -> dict:
    return identity.call("refresh_session", refresh_token=tokens["refresh_token"])


def invite(identity: Scenario, admin: CallContext, **changes: Any) -> dict:
    body = {"username": "newcomer", **POST, **changes}
    return identity.call("invite_staff", admin, body=body)


def activate(identity: Scenario, link: dict, **changes: Any) -> dict:
    return identity.call("activate_staff", body={"token": link["token"], **SET, **changes})


def refresh_fails(identity: Scenario, tokens: dict) -> bool:
    try:
        refresh(identity, tokens)
    except Unauthenticated:
        return True
    return False
