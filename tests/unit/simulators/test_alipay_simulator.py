"""R2.3.2: what Alipay's simulator knows and shows."""

import pytest
from simulators.alipay.certifications import Certifications, Certified, Refused, is_resident_number
from simulators.alipay.pages import scan_page

CONTENT = {
    "outer_order_no": "a1",
    "biz_code": "FACE",
    "identity_param": {
        "identity_type": "CERT_INFO",
        "cert_type": "IDENTITY_CARD",
        "cert_name": "欧阳娜娜",
        "cert_no": "11010519491231002X",
    },
    "merchant_config": {"return_url": "https://ausm.example/back?certification=1"},
}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def known(clock: Clock) -> Certifications:
    return Certifications(60, clock)


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        pytest.param(None, "outer_order_no", "a" * 33, id="R2.3.2-order-too-long"),
        pytest.param(None, "outer_order_no", "a-1", id="R2.3.2-order-signs"),
        pytest.param(None, "biz_code", "FACES", id="R2.3.2-biz-code"),
        pytest.param("identity_param", "identity_type", "NAME", id="R2.3.2-identity-type"),
        pytest.param("identity_param", "cert_type", "PASSPORT", id="R2.3.2-cert-type"),
        pytest.param("identity_param", "cert_name", " ", id="R2.3.2-name"),
        pytest.param("identity_param", "cert_no", "110105194912310021", id="R2.3.2-number"),
        pytest.param("merchant_config", "return_url", "javascript:x", id="R2.3.2-return-url"),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    known: Certifications, place: str | None, name: str, value: str
) -> None:
    content = (
        {**CONTENT, place: {**CONTENT[place], name: value}} if place else {**CONTENT, name: value}
    )
    with pytest.raises(Refused) as refusal:
        known.initialize(content)
    assert name in refusal.value.sub_msg


def test_R2_3_2_it_expires_but_what_passed_stays(known: Certifications, clock: Clock) -> None:
    passed = known.initialize(CONTENT)
    waiting = known.initialize({**CONTENT, "outer_order_no": "a2"})
    known.act(passed, "pass")
    clock.now = 60
    assert known.query(passed)["passed"] == "T"
    with pytest.raises(Refused, match="CERTIFY_ID_EXPIRED"):
        known.query(waiting)
    with pytest.raises(Refused, match="CERTIFY_ID_EXPIRED"):
        known.act(waiting, "pass")


def test_R2_3_2_what_is_done_on_the_phone_stays_done(known: Certifications) -> None:
    certify_id = known.initialize(CONTENT)
    known.act(certify_id, "cancel")
    known.act(certify_id, "pass")
    assert known.query(certify_id) == {
        "passed": "F",
        "identity_info": "",
        "material_info": "",
        "fail_reason": "USER_CANCELLED",
    }


def test_R2_3_2_the_phone_shows_a_masked_name_in_chinese_and_escapes_it() -> None:
    found = Certified("c1", "a1", "<b>娜娜", "11010519491231002X", "https://x/?a=1&b=2", 1)
    page = scan_page(found)
    assert 'lang="zh-CN"' in page
    assert "&lt;*娜" in page
    assert "110105" not in page
    found.passed = True
    assert "https://x/?a=1&amp;b=2" in scan_page(found)


@pytest.mark.parametrize(
    ("number", "right"),
    [("11010519491231002X", True), ("110105194912310021", False), ("11010519491231002x", False)],
)
def test_R2_3_2_numbers_have_a_check_character(number: str, right: bool) -> None:
    assert is_resident_number(number) is right
