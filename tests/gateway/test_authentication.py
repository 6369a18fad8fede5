"""R2.1.3, R8.2: who is let in."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from contracts.errors import Unauthenticated
from contracts.platform import API_PREFIX
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from gateway.auth.tokens import TokenVerifier
from gateway.routes import endpoints_for
from gateway.routing.endpoint import Access
from gateway_fakes import Running, Signer, wait_for

PUBLIC = {
    "get_liveness",
    "get_readiness",
    "list_dictionaries",
    "list_regions",
    "list_all_regions",
    "describe_uscc",
    "list_change_policies",
    "list_notices",
    "list_authorities",
    "get_authority",
    "list_rare_characters",
    "list_radicals",
    "list_help_articles",
    "report_sms",
    "get_help_article",
    "list_consent_documents",
    "get_consent_document",
    "list_scopes",
    "create_captcha",
    "request_sms_code",
    "get_sms_code",
    "register_account",
    "log_in",
    "refresh_session",
    "end_current_session",
    "reset_password",
    "log_in_staff",
    "begin_totp_enrolment",
    "finish_staff_log_in",
    "activate_staff",
    "list_sandbox_sms",
    "get_sandbox_captcha",
    "list_sandbox_personas",
    "scan_in_sandbox",
    "return_from_alipay",
    "create_upload_token",
    "upload_recovery_photo",
    "apply_for_phone_recovery",
    "get_phone_recovery",
    "object_to_phone_recovery",
}
PUBLIC_PAGES = {"/openapi.json", "/docs", "/docs/start.js", "/docs/files"}


class NoneEnded:
    """Knows of no session that ended."""

    def has(self, session_id: str) -> bool:
        return False


def _status(client, token: str) -> tuple[int, str]:
    answer = client.get("/sessions", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json().get("code", "")


def _unsigned(claims: dict) -> str:
    def part(value: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def test_R8_2_every_route_authenticates_unless_listed_as_public(gateway: Running) -> None:
    table = endpoints_for(with_sandbox=True)
    assert {e.name for e in table if e.access is Access.PUBLIC} == PUBLIC
    served = {route.path.removeprefix(API_PREFIX) for route in gateway.app.routes}
    assert served == {e.path for e in table} | PUBLIC_PAGES


def test_R2_1_3_good_token_is_let_in(client, signer: Signer, services) -> None:
    services.answers["identity.list_sessions"] = {"items": []}
    assert _status(client, signer.token()) == (200, "")
    context = services.calls[0].context
    assert (context.actor_id, context.actor_kind) == ("person-1", "person")
    assert context.session_id.startswith("session-")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda s: s.token()[:-6] + "AAAAAA", "gateway.token_invalid", id="forged"),
        pytest.param(lambda s: _unsigned(s.claims()), "gateway.token_invalid", id="alg-none"),
        pytest.param(
            lambda s: jwt.encode(s.claims(), "x" * 32, "HS256"), "gateway.token_invalid", id="hs256"
        ),
        pytest.param(
            lambda s: jwt.encode(s.claims(), Ed25519PrivateKey.generate(), "EdDSA"),
            "gateway.token_invalid",
            id="other-key",
        ),
        pytest.param(
            lambda s: s.token(exp=int(time.time()) - 60), "gateway.token_expired", id="expired"
        ),
        pytest.param(lambda s: s.token(aud="other"), "gateway.token_invalid", id="other-audience"),
        pytest.param(lambda s: s.token(iss="other"), "gateway.token_invalid", id="other-issuer"),
        pytest.param(lambda s: s.token(kind="service"), "gateway.token_invalid", id="other-kind"),
        pytest.param(lambda s: "nonsense", "gateway.token_invalid", id="nonsense"),
        pytest.param(lambda s: "..", "gateway.token_invalid", id="dots"),
    ],
)
def test_R8_2_bad_token_is_refused(client, signer: Signer, services, make, code: str) -> None:
    assert _status(client, make(signer)) == (401, code)
    assert services.calls == []


@pytest.mark.parametrize("claim", ["sub", "exp", "iat", "jti", "sid", "kind", "aud", "iss"])
def test_R8_2_token_without_a_claim_is_refused(client, signer: Signer, services, claim) -> None:
    claims = signer.claims()
    del claims[claim]
    token = jwt.encode(claims, signer.private_key, "EdDSA")
    assert _status(client, token) == (401, "gateway.token_invalid")


def test_R2_1_3_ended_session_is_refused_at_once(client, signer: Signer, services) -> None:
    services.answers["identity.list_sessions"] = {"items": []}
    token = signer.token(sid="ends-soon")
    assert _status(client, token)[0] == 200
    until = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    data = {"session_id": "ends-soon", "expires_at": until}
    services.publish("identity", "session_ended", data)
    wait_for(lambda: _status(client, token) == (401, "gateway.session_ended"), "still let in")
    assert _status(client, signer.token())[0] == 200


def test_R2_1_3_logging_out_counts_before_the_event_comes(client, signer: Signer, services) -> None:
    headers = signer.bearer(sid="logs-out")
    assert client.delete("/sessions/current", headers=headers).status_code == 204
    assert services.calls[0].arguments == {"session_id": "logs-out"}
    assert client.get("/sessions", headers=headers).json()["code"] == "gateway.session_ended"


def test_R6_1_a_person_is_no_staff_and_staff_no_person(person, staff, services) -> None:
    for client, path in ((person, "/staff/me"), (staff, "/me")):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "gateway.wrong_account_kind")
    assert services.calls == []


def test_R6_1_staff_context_carries_roles_and_authority(staff, services) -> None:
    staff.get("/staff/me")
    context = services.calls[0].context
    assert (context.roles, context.authority_path) == (("reviewer",), "/au-1/")


def _verdict(verifier: TokenVerifier, token: str) -> str:
    try:
        return verifier.verify(token).kind
    except Unauthenticated as error:
        return error.code


@pytest.mark.parametrize("turned", [False, True], ids=["old-first", "new-first"])
def test_R2_1_3_while_the_signing_key_changes_tokens_of_both_are_let_in(turned: bool) -> None:
    old, new, strange = Signer(), Signer(), Signer()
    pems = [old.public_pem, new.public_pem]
    verifier = TokenVerifier("".join(reversed(pems) if turned else pems), NoneEnded())
    assert [_verdict(verifier, one.token()) for one in (old, new)] == ["person", "person"]
    assert _verdict(verifier, strange.token()) == "gateway.token_invalid"
    for signer in (old, new):
        late = signer.token(exp=int(time.time()) - 60)
        assert _verdict(verifier, late) == "gateway.token_expired"


def test_R2_1_3_a_key_that_was_taken_out_lets_nobody_in() -> None:
    old, new = Signer(), Signer()
    assert _verdict(TokenVerifier(new.public_pem, NoneEnded()), old.token()) == (
        "gateway.token_invalid"
    )


@pytest.mark.parametrize("text", ["", "no key at all"])
def test_R2_1_3_without_a_key_the_gateway_does_not_start(text: str) -> None:
    with pytest.raises(TypeError, match="AUSM_JWT_PUBLIC_KEY"):
        TokenVerifier(text, NoneEnded())
