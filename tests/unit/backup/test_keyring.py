"""Issue 5.6: an archive is restored under the keys that it was made under, or not at all."""

import base64
import json

import pytest
from backup import keyring
from backup.errors import BackupError
from backup.manifest import Header
from chassis.config import Settings


def _key(fill):
    return base64.b64encode(fill * 32).decode()


_ONE = f"k1:{_key(b'a')}"
_TWO = f"k2:{_key(b'b')},{_ONE}"
_INDEX = _key(b"i")
_AUDIT = f"a1:{_key(b'c')}"
_TWO_AUDIT = f"a2:{_key(b'd')},{_AUDIT}"


def _settings(ring=_ONE, index=_INDEX, audit=_AUDIT):
    return Settings({"AUSM_MASTER_KEYS": ring, "AUSM_INDEX_KEY": index, "AUSM_AUDIT_KEYS": audit})


def _header(settings):
    return Header(
        "now",
        False,
        keyring.probes(settings),
        keyring.index_probe(settings),
        keyring.audit_probes(settings),
    )


@pytest.mark.parametrize(
    ("made_under", "here"),
    [
        pytest.param(_settings(), _settings(), id="I5.6-the-same"),
        pytest.param(_settings(), _settings(_TWO), id="I5.6-a-newer-one-was-added"),
        pytest.param(_settings(_TWO), _settings(_TWO), id="I5.6-two"),
        pytest.param(_settings(), _settings(audit=_TWO_AUDIT), id="I5.6-a-newer-audit-key"),
        pytest.param(
            _settings(audit=_TWO_AUDIT),
            _settings(audit=",".join(reversed(_TWO_AUDIT.split(",")))),
            id="I5.6-two-audit-keys-in-another-order",
        ),
    ],
)
def test_keys_that_open_everything_will_do(made_under, here):
    keyring.check(_header(made_under), here)


@pytest.mark.parametrize(
    ("made_under", "here", "words"),
    [
        pytest.param(_settings(), _settings("k1:" + _key(b"z")), "no key k1", id="I5.6-same-name"),
        pytest.param(_settings(_TWO), _settings(), "no key k2", id="I5.6-one-is-missing"),
        pytest.param(_settings(), _settings(index=_key(b"j")), "index key", id="I5.6-index-key"),
        pytest.param(
            _settings(),
            _settings(audit="a1:" + _key(b"z")),
            "no key a1.*audit_keys",
            id="I5.6-audit-key-same-name",
        ),
        pytest.param(
            _settings(audit=_TWO_AUDIT),
            _settings(audit="a2:" + _key(b"d")),
            "audit keys a1, a2, .*no key a1,.*audit_keys",
            id="I5.6-an-old-audit-key-is-missing",
        ),
    ],
)
def test_other_keys_are_refused(made_under, here, words):
    with pytest.raises(BackupError, match=words):
        keyring.check(_header(made_under), here)


def test_I5_6_an_archive_from_before_the_audit_log_has_no_audit_keys_to_ask_for():
    found = json.loads(_header(_settings()).to_json())
    del found["audit_probes"]
    keyring.check(Header.from_json(json.dumps(found).encode()), _settings())


def test_I5_6_no_key_is_in_the_header():
    settings = _settings(_TWO, audit=_TWO_AUDIT)
    text = _header(settings).to_json().decode()
    assert not any(_key(fill) in text for fill in (b"a", b"b", b"i", b"c", b"d"))
