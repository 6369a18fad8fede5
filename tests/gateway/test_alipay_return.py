"""R2.3.2: the page on which people arrive from Alipay."""

import pytest

PATH = "/alipay/return?certification=0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d51"


def test_R2_3_2_the_page_is_chinese_html_that_runs_nothing(client, services) -> None:
    services.default = None
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "请回到打开二维码的页面" in answer.text


@pytest.mark.parametrize("path", [PATH, "/alipay/return", PATH + "0"])
def test_R2_3_2_it_says_the_same_to_everybody_even_if_nobody_answers(
    client, services, absent_services_gateway, path: str
) -> None:
    services.default = None
    known = client.get(PATH)
    with absent_services_gateway.client() as alone:
        away = alone.get(path)
    assert (away.status_code, away.text) == (200, known.text)
