"""R2.3.2: RSA2 signatures of what is sent to Alipay and of what comes back."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from identity.providers.alipay.signing import (
    SignatureWrong,
    load_private_key,
    load_public_key,
    sign,
    signed_part,
    signed_text,
    verified_answer,
)

PEM = serialization.Encoding.PEM
NODE = "alipay_user_certify_open_query_response"


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def answer_of(key: RSAPrivateKey, content: str, node: str = NODE) -> str:
    signature = base64.b64encode(
        key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
    ).decode()
    return f'{{"{node}":{content},"sign":"{signature}"}}'


def test_R2_3_2_parameters_are_signed_sorted_without_empty_ones_and_without_the_signature() -> None:
    parameters = {
        "version": "1.0",
        "method": "alipay.user.certify.open.query",
        "app_id": "2014072300007148",
        "biz_content": '{"name":"古丽·买买提"}',
        "app_auth_token": "",
        "sign": "old",
        "charset": "utf-8",
    }
    assert signed_text(parameters) == (
        "app_id=2014072300007148"
        '&biz_content={"name":"古丽·买买提"}'
        "&charset=utf-8&method=alipay.user.certify.open.query&version=1.0"
    )


def test_R2_3_2_the_order_of_parameters_does_not_change_the_signature(key: RSAPrivateKey) -> None:
    one = {"b": "2", "a": "1", "c": "3"}
    other = dict(reversed(one.items()))
    assert sign(key, signed_text(one)) == sign(key, signed_text(other))


# Signed once by `openssl dgst -sha256 -sign`, with a key that is gone.
OPENSSL_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwhLor0GcsW+vUM93PmbHgluxLBgrO8RJCT5irTgk1mtx"  # pragma: allowlist secret
    "MtqSmfNzowVp7Ww0XjRnMNP8YJfgKlVI8H4KGR2djMuDAXx4WUocf1jcma2pcGSXnQiaAwOyC4I8NuPdcFaIsQcw"  # pragma: allowlist secret
    "keFeLfvFbs9iQEVeywyDjA7HUIwCMwpQ99+J2kvietlVPUxhqhlCyGHuMEhbZTnylX+5jpSB175zR8lBoqtbe+PA"  # pragma: allowlist secret
    "PPSIxXzOKJabpF0SRpe4vU7xe82/sUZ3mmZKw3rx0QOzvhOGPzmzxoiWSOr6hWv+SSwFtv52EkFJhhAcjKxXZIxa"  # pragma: allowlist secret
    "+WcYAEdrexDgZvQTJf3BATxuL/km0t6NPQIDAQAB"  # pragma: allowlist secret
)
OPENSSL_SIGNATURE = (
    "VGrWAwQ9HBp97BSmKCEvVDNsHg2+7Fzy/VZb1ke0kX1jfOLTyDUr4Uktj1BrO8GScv592ee6C2xj3VGw4vykAVKY"  # pragma: allowlist secret
    "ER6dRGPeFdCTPgD5jxHS2eOi7nm+ju6DmrchqZ8jm0Z4XaNmR3jI6snY8GIoeYkgncdr8T/6FNcQ/BI5jrTYDQGD"  # pragma: allowlist secret
    "rXZ6bTpHkStoqvlTqkqNkl6LQavBt5NAO+j6JyldW70hhB/qwgUwE+NnFvgkpYzQxk0UQEe6h46Bb8HKqNT/q1BK"  # pragma: allowlist secret
    "t0wR93AJJmal1VPPvLDRp3g9wko6noVn9YFL7dQ5R0OYK9FGsf3giXf4dLUmW6GfojARHDWvpmT3xw=="  # pragma: allowlist secret
)
OPENSSL_TEXT = (
    '{"code":"10000","msg":"Success","certify_id":"2109b5e671aa3ff2eb4851816c65828f",'
    '"passed":"F","fail_reason":"姓名与证件号码不一致"}'
)


def test_R2_3_2_an_answer_that_openssl_signed_is_read() -> None:
    text = f'{{"{NODE}":{OPENSSL_TEXT},"sign":"{OPENSSL_SIGNATURE}"}}'
    answer = verified_answer(text, NODE, load_public_key(OPENSSL_KEY))
    assert answer["fail_reason"] == "姓名与证件号码不一致"


def test_R2_3_2_a_signature_is_the_padded_digest_raised_by_the_private_exponent(
    key: RSAPrivateKey,
) -> None:
    """RFC 8017, EMSA-PKCS1-v1_5 with SHA-256, worked out by hand."""
    text = "a=1&b=支付宝&c=3"
    numbers = key.public_key().public_numbers()
    opened = pow(int.from_bytes(base64.b64decode(sign(key, text))), numbers.e, numbers.n)
    digest_info = bytes.fromhex("3031300d060960864801650304020105000420")
    ending = b"\x00" + digest_info + hashlib.sha256(text.encode()).digest()
    assert opened.to_bytes(256) == b"\x00\x01" + b"\xff" * (254 - len(ending)) + ending


@pytest.mark.parametrize("form", ["pkcs8", "pkcs1", "bare"])
def test_R2_3_2_keys_are_taken_as_alipays_tool_writes_them(key: RSAPrivateKey, form: str) -> None:
    kind = (
        serialization.PrivateFormat.TraditionalOpenSSL
        if form == "pkcs1"
        else serialization.PrivateFormat.PKCS8
    )
    text = key.private_bytes(PEM, kind, serialization.NoEncryption()).decode()
    public = key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    shown = public.decode()
    if form == "bare":
        text, shown = ("".join(one.splitlines()[1:-1]) for one in (text, shown))
    assert load_private_key(text).private_numbers() == key.private_numbers()
    assert load_public_key(shown).public_numbers() == key.public_key().public_numbers()


def test_R2_3_2_what_is_no_key_is_refused_without_being_repeated() -> None:
    with pytest.raises(ValueError, match="no RSA private key") as refusal:
        load_private_key("c2VjcmV0IHRleHQ=")
    assert "c2Vj" not in str(refusal.value)


def test_R2_3_2_a_short_key_is_refused() -> None:
    short = rsa.generate_private_key(65537, 1024)
    text = short.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    with pytest.raises(ValueError, match="2048"):
        load_private_key(text)


def test_R2_3_2_a_signed_answer_is_read(key: RSAPrivateKey) -> None:
    text = answer_of(key, '{"code":"10000","msg":"Success","passed":"T"}')
    assert verified_answer(text, NODE, key.public_key())["passed"] == "T"


def test_R2_3_2_braces_and_quotes_inside_texts_do_not_end_the_answer(key: RSAPrivateKey) -> None:
    content = json.dumps(
        {"code": "10000", "fail_reason": 'a } "sign" \\', "n": {"a": [1]}}, ensure_ascii=False
    )
    assert signed_part(answer_of(key, content), NODE) == content
    assert verified_answer(answer_of(key, content), NODE, key.public_key())["n"] == {"a": [1]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"passed":"F"', '"passed":"T"', id="R2.3.2-verdict"),
        pytest.param('"code":"10000"', '"code":"10001"', id="R2.3.2-code"),
        pytest.param('"sign":"', '"sign":"AAAA', id="R2.3.2-signature"),
        pytest.param('"sign":', '"sing":', id="R2.3.2-no-signature"),
        pytest.param('"msg":"Success"', '"msg" : "Success"', id="R2.3.2-spaces"),
        pytest.param(NODE, "error_response", id="R2.3.2-other-node"),
        pytest.param("{", "[", id="R2.3.2-no-object"),
    ],
)
def test_an_altered_answer_is_refused(key: RSAPrivateKey, old: str, new: str) -> None:
    text = answer_of(key, '{"code":"10000","msg":"Success","passed":"F"}')
    altered = text.replace(old, new)
    assert altered != text
    with pytest.raises(SignatureWrong):
        verified_answer(altered, NODE, key.public_key())


def test_R2_3_2_a_second_answer_beside_the_signed_one_is_not_read(key: RSAPrivateKey) -> None:
    signed = answer_of(key, '{"code":"10000","passed":"F"}')
    smuggled = signed[:-1] + f',"{NODE}":{{"code":"10000","passed":"T"}}}}'
    assert verified_answer(smuggled, NODE, key.public_key())["passed"] == "F"
    first = f'{{"{NODE}":{{"code":"10000","passed":"T"}},' + signed[1:]
    with pytest.raises(SignatureWrong):
        verified_answer(first, NODE, key.public_key())


def test_R2_3_2_an_answer_signed_by_another_key_is_refused(key: RSAPrivateKey) -> None:
    other = rsa.generate_private_key(65537, 2048)
    with pytest.raises(SignatureWrong):
        verified_answer(answer_of(other, '{"passed":"T"}'), NODE, key.public_key())
