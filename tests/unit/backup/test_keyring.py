"""Issue 5.6: an archive is restored under the keys that it was made under, or not at all."""

import base64

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


def _settings(ring=_ONE, index=_INDEX):
    return Settings({"AUSM_MASTER_KEYS": ring, "AUSM_INDEX_KEY": index})


def _header(settings):
    return Header("now", False, keyring.probes(settings), keyring.index_probe(settings))


@pytest.mark.parametrize(
    ("made_under", "here"),
    [
        pytest.param(_settings(), _settings(), id="I5.6-the-same"),
        pytest.param(_settings(), _settings(_TWO), id="I5.6-a-newer-one-was-added"),
        pytest.param(_settings(_TWO), _settings(_TWO), id="I5.6-two"),
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
    ],
)
def test_other_keys_are_refused(made_under, here, words):
    with pytest.raises(BackupError, match=words):
        keyring.check(_header(made_under), here)


def test_I5_6_no_key_is_in_the_header():
    settings = _settings(_TWO)
    text = _header(settings).to_json().decode()
    assert not any(_key(fill) in text for fill in (b"a", b"b", b"i"))
