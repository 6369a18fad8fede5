"""R8.4: a secret that gets into the files is found; what was judged harmless is not reported again."""

import base64
import json
import secrets

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from native import secret_scan


def _private_key():
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


@pytest.fixture
def kinds(tmp_path):
    def scan(text):
        (tmp_path / "planted").write_text(text)
        return [kind for _, _, kind, _ in secret_scan.found_in(tmp_path, ["planted"])]

    return scan


# Made while the test runs: the scan looks at this file as well.
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(_private_key(), "Private Key", id="R8.4-signing-key"),
        pytest.param(
            "url = postgresql://ausm_identity:" + secrets.token_hex(16) + "@postgres:5432/x",
            "Basic Auth Credentials",
            id="R8.4-password-in-an-address",
        ),
        pytest.param(
            'master_keys = "' + base64.b64encode(secrets.token_bytes(96)).decode() + '"',
            "Base64 High Entropy String",
            id="R8.4-master-key",
        ),
        pytest.param(
            "key = 'AKIA"
            + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in "x" * 16)
            + "'",
            "AWS Access Key",
            id="R8.4-cloud-key",
        ),
    ],
)
def test_a_planted_secret_is_found(kinds, text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("password = kept.password('postgres')\n", id="R8.4-code"),
        pytest.param(
            "POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n", id="R8.4-file-name"
        ),
        pytest.param("url = amqp://{user}:{word}@rabbitmq:5672/ausm\n", id="R8.4-template"),
    ],
)
def test_what_is_none_is_not_reported(kinds, text):
    assert kinds(text) == []


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.setattr(secret_scan, "REPOSITORY", tmp_path)
    monkeypatch.setattr(secret_scan, "BASELINE", tmp_path / "baseline")
    monkeypatch.setattr(secret_scan, "_listed", lambda: ["planted.py"])
    (tmp_path / "planted.py").write_text(f"key = '''{_private_key()}'''\n")
    (tmp_path / "baseline").write_text('{"results": {}}')
    return tmp_path


def test_R8_4_the_check_fails_and_says_where(repository, capsys):
    assert secret_scan.main() == 1
    assert "planted.py:1: Private Key" in capsys.readouterr().out


def _judge(repository, judgement):
    found = secret_scan.found_in(repository, ["planted.py"])
    entries = [{"hashed_secret": digest, "is_secret": judgement} for *_, digest in found]
    (repository / "baseline").write_text(json.dumps({"results": {"planted.py": entries}}))


def test_R8_4_what_a_person_judged_harmless_passes(repository):
    _judge(repository, False)
    assert secret_scan.main() == 0


def test_R8_4_what_nobody_judged_does_not(repository):
    _judge(repository, None)
    assert secret_scan.main() == 1
