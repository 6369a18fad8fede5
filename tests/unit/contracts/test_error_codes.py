"""Every error code has a Chinese text, and every text a code in use."""

import re
from pathlib import Path

import pytest
from contracts.error_codes import catalogue, text_of, wait_in_words
from contracts.errors import TooManyRequests

ROOT = Path(__file__).parents[3]
CODE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
COMPOSED = re.compile(r'f"([a-z]+\.[a-z_]*\{[^"]+)"')
HAN = re.compile(r"[\u4e00-\u9fff]")


def sources() -> str:
    """Return the text of all code that may answer with an error."""
    paths = [
        path
        for folder in ("libs", "services", "gateway")
        for path in (ROOT / folder).rglob("*.py")
        if "error_codes" not in path.parts
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_R8_2_codes_have_one_form_and_a_chinese_text() -> None:
    wrong = [
        code
        for code, text in catalogue().items()
        if not CODE.fullmatch(code) or not HAN.search(text)
    ]
    assert not wrong


def test_R8_2_texts_have_no_full_stop_and_no_outer_spaces() -> None:
    texts = catalogue()
    assert not [code for code, text in texts.items() if text.endswith("。") or text != text.strip()]


def composed_patterns(text: str) -> list[re.Pattern[str]]:
    """Return what codes put together by f-strings look like."""
    return [
        re.compile(re.sub(r"\\\{.*?\\\}", "[a-z_]+", re.escape(template)))
        for template in COMPOSED.findall(text)
    ]


def test_R8_2_no_code_lies_unused() -> None:
    text = sources()
    composed = composed_patterns(text)
    unused = [
        code
        for code in catalogue()
        if f'"{code}"' not in text and not any(shape.fullmatch(code) for shape in composed)
    ]
    assert not unused


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        *((0.2, "1 秒"), (59, "59 秒"), (60, "1 分钟"), (61, "2 分钟"), (177, "3 分钟")),
        *((3600, "1 小时"), (19_141, "5 小时 20 分钟"), (86_400, "24 小时")),
    ],
)
def test_R8_2_a_wait_is_told_in_words(seconds: float, words: str) -> None:
    assert wait_in_words(seconds) == words


def refusals_with_a_wait() -> list[str]:
    """Return the codes that the source raises as TooManyRequests, and those of quotas."""
    named = re.findall(r'TooManyRequests\(\s*"([a-z_.]+)"', sources())
    quotas = re.findall(r'Quota\("[a-z_]+", .*?, "([a-z_.]+)"\)', sources())
    return sorted({*named, *quotas, "common.too_many_requests", "attachment.too_many_at_once"})


@pytest.mark.parametrize("code", refusals_with_a_wait())
def test_R8_2_too_many_requests_tell_the_time_in_words(code: str) -> None:
    told = TooManyRequests(code, details={"retry_after": 177}).message
    assert "请在 3 分钟后再" in told or "，在 3 分钟后再" in told
    assert "稍后再" in TooManyRequests(code).message


def test_R8_2_every_refusal_with_a_wait_is_found() -> None:
    assert len(refusals_with_a_wait()) >= 11


def test_an_unknown_code_gets_a_general_sentence() -> None:
    assert text_of("nobody.knows") == "操作未能完成，请稍后重试"
