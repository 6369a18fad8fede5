"""Sealed fields and blind indexes, against the standards' own vectors."""

import base64
import hashlib
import hmac

import pytest
from chassis.config import SettingMissing, Settings
from chassis.crypto import CannotOpen, Cipher, hmac_sm3, sm4_gcm_decrypt, sm4_gcm_encrypt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes

KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
# RFC 8998, appendix A.1
NONCE = bytes.fromhex("00001234567800000000ABCD")
AAD = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
PLAIN = bytes.fromhex(
    "AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8
)
SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)


def cipher(*key_ids, index=b"i"):
    return Cipher({key_id: key_id.encode() * 16 for key_id in key_ids}, index * 32)


def test_R8_4_sm4_gcm_is_rfc_8998():
    assert sm4_gcm_encrypt(KEY, NONCE, PLAIN, AAD) == SEALED
    assert sm4_gcm_decrypt(KEY, NONCE, SEALED, AAD) == PLAIN
    with pytest.raises(InvalidTag):
        sm4_gcm_decrypt(KEY, NONCE, SEALED, AAD + b"x")


def test_R8_4_sm4_and_sm3_are_the_standards():
    block = BlockCipher(algorithms.SM4(KEY), modes.ECB()).encryptor()
    assert block.update(KEY).hex() == "681edf34d206965e86b3e94f536e4246"
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


@pytest.mark.parametrize("key", [b"k", b"k" * 64, b"k" * 65])
def test_R8_4_hmac_sm3_agrees_with_another_implementation(key):
    expected = hmac.new(key, b"message", lambda data=b"": hashlib.new("sm3", data)).digest()
    assert hmac_sm3(key, b"message") == expected


@pytest.mark.parametrize("text", ["", "110101199003070000", "张𬸚", "ԁ" * 5000])
def test_R8_4_what_is_sealed_opens_again(text):
    sealed = cipher("k1").seal(text, "identity.phone")
    assert text == "" or text not in sealed
    assert cipher("k1").open(sealed, "identity.phone") == text


def test_R8_4_equal_texts_are_sealed_differently():
    ring = cipher("k1")
    assert ring.seal("13800000000", "p") != ring.seal("13800000000", "p")


def test_R8_4_a_value_moved_to_another_column_does_not_open():
    ring = cipher("k1")
    with pytest.raises(CannotOpen):
        ring.open(ring.seal("13800000000", "identity.phone"), "identity.name")


@pytest.mark.parametrize("place", range(4, 50, 5))
def test_R8_4_an_altered_value_does_not_open(place):
    ring = cipher("k1")
    sealed = ring.seal("13800000000", "p")
    other = "A" if sealed[place] != "A" else "B"
    with pytest.raises(CannotOpen):
        ring.open(sealed[:place] + other + sealed[place + 1 :], "p")


@pytest.mark.parametrize("token", ["", "v1", "v1.k1.", "v1.k1.!!!", "v2.k1.AAAA", "13800000000"])
def test_R8_4_what_was_never_sealed_does_not_open(token):
    with pytest.raises(CannotOpen):
        cipher("k1").open(token, "p")


def test_R8_4_keys_rotate():
    old = cipher("k1")
    sealed = old.seal("110101199003070000", "p")
    both = cipher("k2", "k1")
    assert both.open(sealed, "p") == "110101199003070000"
    assert both.needs_resealing(sealed)
    renewed = both.seal("110101199003070000", "p")
    assert not both.needs_resealing(renewed)
    assert cipher("k2").open(renewed, "p") == "110101199003070000"
    with pytest.raises(CannotOpen):
        cipher("k2").open(sealed, "p")


def test_R8_4_blind_index_finds_equals_of_one_purpose_only():
    ring = cipher("k1")
    index = ring.blind_index("13800000000", "phone")
    assert len(index) == 32
    assert cipher("k2").blind_index("13800000000", "phone") == index
    assert ring.blind_index("13800000001", "phone") != index
    assert ring.blind_index("13800000000", "login") != index
    assert cipher("k1", index=b"j").blind_index("13800000000", "phone") != index


def settings(keys, index=None):
    encoded = base64.b64encode(b"i" * 32).decode()
    return Settings({"AUSM_MASTER_KEYS": keys, "AUSM_INDEX_KEY": index or encoded})


def test_the_first_key_of_the_ring_is_the_current_one():
    one, two = (base64.b64encode(fill * 16).decode() for fill in (b"1", b"2"))
    ring = Cipher.from_settings(settings(f"k2:{two}, k1:{one}"))
    assert ring.current == "k2"
    assert ring.seal("x", "p").startswith("v1.k2.")


@pytest.mark.parametrize("keys", ["k1", "k1:!!", "k1:c2hvcnQ=", ":AAAA", "a.b:AAAA"])
def test_a_damaged_key_ring_is_refused_by_name(keys):
    with pytest.raises(ValueError, match="AUSM_MASTER_KEYS"):
        Cipher.from_settings(settings(keys))


def test_a_missing_key_is_named():
    with pytest.raises(SettingMissing, match="AUSM_MASTER_KEYS"):
        Cipher.from_settings(Settings({}))
