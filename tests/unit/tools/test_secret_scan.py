"""R8.4: a secret that gets into the files is found; what was judged harmless is not reported again."""

import base64
import json
import secrets

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings
from native.layout import REPOSITORY

from tools.lint.secret_scan import BASELINE, suspicions


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
def baseline(tmp_path):
    """Return a baseline with the repository's settings in which nothing is judged."""
    path = tmp_path / "baseline"
    settings = json.loads((REPOSITORY / BASELINE).read_text())
    path.write_text(json.dumps(settings | {"results": {}}))
    return path


@pytest.fixture
def kinds(tmp_path, baseline):
    def scan(text):
        planted = tmp_path / "planted"
        planted.write_text(text)
        return [one.rpartition(": ")[2] for one in suspicions([str(planted)], str(baseline))]

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
def planted(tmp_path):
    path = tmp_path / "planted.py"
    path.write_text(f"key = '''{_private_key()}'''\n")
    return str(path)


def test_R8_4_the_check_says_where(planted, baseline):
    assert list(suspicions([planted], str(baseline))) == [f"{planted}:1: Private Key"]


def _judge(planted, baseline, judgement):
    """Enter what is found into the baseline, with a judgement."""
    found = SecretsCollection()
    with transient_settings(json.loads(baseline.read_text())):
        found.scan_file(planted)
    entries = {name: [one.json() | {"is_secret": judgement}] for name, one in found}
    baseline.write_text(json.dumps(json.loads(baseline.read_text()) | {"results": entries}))


def test_R8_4_what_a_person_judged_harmless_passes(planted, baseline):
    _judge(planted, baseline, False)
    assert list(suspicions([planted], str(baseline))) == []


@pytest.mark.parametrize("judgement", [None, True])
def test_R8_4_what_was_not_judged_harmless_does_not(planted, baseline, judgement):
    _judge(planted, baseline, judgement)
    assert len(list(suspicions([planted], str(baseline)))) == 1
