"""Every error code has a Chinese text, and every text a code in use."""

import re
from pathlib import Path

from contracts.error_codes import catalogue, text_of

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


def test_an_unknown_code_gets_a_general_sentence() -> None:
    assert text_of("nobody.knows") == "操作未能完成，请稍后重试"
