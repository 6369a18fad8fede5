"""Access tokens, the operator's limits: R1.1.6, R2.1.3."""

from datetime import UTC, datetime
from types import SimpleNamespace

import jwt
import pytest
from chassis.config import SETTINGS_KEY, SettingMissing, Settings
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from identity.audit_log.keys import AuditKeyRing
from identity.entrypoints.options import Options
from identity.use_cases.tokens import AccessTokens, new_refresh_token

KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
NOW = datetime.now(UTC).replace(microsecond=0)


def test_R2_1_3_an_access_token_says_who_and_for_how_long() -> None:
    token = AccessTokens(PEM).sign("p1", {"kind": "person", "sid": "s1", "roles": []}, NOW)
    claims = jwt.decode(
        token, KEY.public_key(), algorithms=["EdDSA"], audience="ausm", issuer="ausm-identity"
    )
    assert (claims["sub"], claims["kind"], claims["sid"]) == ("p1", "person", "s1")
    assert claims["exp"] - claims["iat"] == 600
    assert claims["iat"] == int(NOW.timestamp())
    again = AccessTokens(PEM).sign("p1", {}, NOW)
    assert jwt.decode(again, options={"verify_signature": False})["jti"] != claims["jti"]


def test_R2_1_3_refresh_tokens_cannot_be_guessed() -> None:
    tokens = {new_refresh_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)


def _options(**settings: str) -> Options:
    keys = {"AUSM_JWT_PRIVATE_KEY": PEM, "AUSM_AUDIT_KEYS": f"k1:{'YXVk' * 8}"}
    return Options.of(Settings({**keys, **settings}))


def test_R1_1_6_the_operator_sets_limits_by_scope() -> None:
    limits = {
        q.scope: q.limit for q in _options(AUSM_IDENTITY_LIMITS="sms_ip=3, sms_total=9").sms_quotas
    }
    assert (limits["sms_ip"], limits["sms_total"], limits["sms_phone"]) == (3, 9, 10)


def test_R1_1_6_a_sandbox_lets_one_address_do_more_and_nothing_else() -> None:
    usual, sandbox = _options(), _options(AUSM_SANDBOX="1")
    for here, there in zip(usual.sms_quotas, sandbox.sms_quotas, strict=True):
        factor = 1000 if here.scope == "sms_ip" else 1
        assert there.limit == here.limit * factor


def test_R2_1_3_with_a_key_of_another_kind_the_service_does_not_start() -> None:
    other = X25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(TypeError, match="AUSM_JWT_PRIVATE_KEY"):
        _options(AUSM_JWT_PRIVATE_KEY=other.decode())


def test_R2_1_3_without_a_key_the_service_does_not_start() -> None:
    with pytest.raises(SettingMissing, match="AUSM_JWT_PRIVATE_KEY"):
        Options.of(Settings({}))


def test_R6_4_without_the_keys_of_the_log_the_service_does_not_start() -> None:
    with pytest.raises(SettingMissing, match="AUSM_AUDIT_KEYS"):
        _key_ring({"AUSM_JWT_PRIVATE_KEY": PEM})
    keys = _key_ring({"AUSM_AUDIT_KEYS": f"a1:{'0' * 64}"}).get_dependency(None)
    assert keys.current == "a1"


def _key_ring(settings: dict[str, str]) -> AuditKeyRing:
    provider = AuditKeyRing()
    provider.container = SimpleNamespace(config={SETTINGS_KEY: Settings(settings)})
    provider.setup()
    return provider
