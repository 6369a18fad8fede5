"""Unified social credit codes (统一社会信用代码, GB 32100-2015).

The standard's own alphabet and weights decide. Which registering departments there are is not
checked: the standard's table grows (N for agriculture and A for the military came later). Nor is
the organisation code inside (places 9 to 17) checked by itself: old bodies hold exceptions.
"""

import re
from dataclasses import dataclass

from contracts.values.problem import ValueProblem
from contracts.values.text import code_text

_LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # pragma: allowlist secret
_WEIGHTS = tuple(pow(3, place, 31) for place in range(_LENGTH - 1))
_REGION_PLACES = range(2, 8)
_NEVER_USED = {"I": "1", "O": "0", "S": "5", "V": "U 或 Y", "Z": "2"}
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_REGISTRATION_NUMBER = re.compile(r"\d{13}|\d{15}", re.ASCII)
_EMPLOYER_TYPES = {
    "11": "government",
    "12": "public_institution",
    "13": "social_group",
    "51": "social_group",
    "52": "private_non_enterprise",
    "53": "foundation",
    "81": "social_group",
    "91": "enterprise",
    "92": "individual_business",
    "N1": "rural_collective",
    "N2": "rural_collective",
    "N3": "rural_collective",
}
_DEPARTMENTS = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监督管理",
    "A": "军队编制",
    "N": "农业农村",
    "Y": "其他",
}
_BODIES = {
    "11": "机关",
    "12": "事业单位",
    "13": "机构编制部门直接管理的群众团体",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "81": "基层工会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
}


@dataclass(frozen=True, slots=True)
class UsccFacts:
    """What a clean code says of the body that holds it; None where its part is in no table of ours."""

    uscc: str
    department_code: str
    department: str | None
    body_code: str
    body: str | None
    region_code: str
    organisation_code: str
    employer_type: str | None


def facts_of(code: str) -> UsccFacts:
    """Return what a clean code says: who registered the body, what it is, where."""
    return UsccFacts(
        uscc=code,
        department_code=code[0],
        department=_DEPARTMENTS.get(code[0]),
        body_code=code[:2],
        body=_BODIES.get(code[:2]),
        region_code=code[2:8],
        organisation_code=code[8:17],
        employer_type=suggested_employer_type(code),
    )


def clean_uscc(raw: str) -> str:
    """Return the code as eighteen upper-case characters with a right check character."""
    code = code_text(raw)
    if not code:
        raise ValueProblem("common.required")
    if len(code) != _LENGTH:
        raise _length_problem(code)
    for place, character in enumerate(code):
        _check_character_at(place, character)
    if code[-1] != check_character(code[:-1]):
        raise ValueProblem("value.uscc_check_digit")
    return code


def check_character(first_seventeen: str) -> str:
    """Return the last character of a code."""
    products = (
        _ALPHABET.index(character) * weight
        for character, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return _ALPHABET[-sum(products) % len(_ALPHABET)]


def suggested_employer_type(code: str) -> str | None:
    """Return the dictionary code of the employer type that a clean code points to, if any."""
    return _EMPLOYER_TYPES.get(code[:2])


def _check_character_at(place: int, character: str) -> None:
    where = f"统一社会信用代码第 {place + 1} 位"
    if character in _NEVER_USED:
        meant = _NEVER_USED[character]
        raise ValueProblem(
            "value.uscc_letters", f"{where}不能是字母 {character}，请核对是否为 {meant}"
        )
    if character not in _ALPHABET:
        raise ValueProblem(
            "value.uscc_format", f"{where}不能是“{character}”，只能是数字或大写字母，请核对"
        )
    if place in _REGION_PLACES and not character.isdigit():
        raise ValueProblem(
            "value.uscc_format",
            f"{where}应为数字（第 3 至 8 位是登记机关的行政区划），现为“{character}”，请核对",
        )


def _length_problem(code: str) -> ValueProblem:
    if _ORGANISATION_CODE.fullmatch(code):
        return ValueProblem("value.uscc_organisation_code")
    if _REGISTRATION_NUMBER.fullmatch(code):
        return ValueProblem("value.uscc_registration_number")
    return ValueProblem(
        "value.uscc_length",
        f"统一社会信用代码应为 {_LENGTH} 位，现为 {len(code)} 位，请按营业执照或登记证书填写",
    )
