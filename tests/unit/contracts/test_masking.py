"""Masking, by code point."""

import pytest
from contracts.values.masking import (
    mask_address,
    mask_email,
    mask_employer_phone,
    mask_id_number,
    mask_name,
    mask_phone,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        pytest.param("X", "*", id="R1.1.3-one-letter"),
        ("欧阳明", "欧*明"),
        ("欧阳小明", "欧**明"),
        pytest.param("𬸚𫖯", "𬸚*", id="R1.1.3-beyond-bmp"),
        pytest.param("王𬸚𫖯", "王*𫖯", id="R1.1.3-one-star-a-character"),
        ("阿卜杜拉·买买提", "阿******提"),
        ("", ""),
    ],
)
def test_R2_1_1_mask_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110***********002X"),
        ("H12345678", "H1*****78"),
        ("12345678", "12****78"),
        ("E1234", "E1*34"),
        ("1234", "****"),
    ],
)
def test_R8_4_mask_id_number(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


def test_R8_4_mask_phone() -> None:
    assert mask_phone("13800138000") == "138****8000"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("北京市海淀区中关村大街1号", "北京市海淀区****"),
        pytest.param("短地址", "短****", id="R8.4-short-address-is-not-shown-whole"),
        ("", ""),
    ],
)
def test_R8_4_mask_address(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("zhang@example.com", "z***@example.com"),
        ("张三@邮箱.中国", "张***@邮箱.中国"),
        ("broken", "****"),
    ],
)
def test_R8_4_mask_email(address: str, masked: str) -> None:
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("010-62345678", "***-****5678"),
        ("0470-8234567-802", "****-***4567-***"),
        ("62345678", "****5678"),
        ("62345678-8021", "****5678-****"),
        ("4008108888-2", "******8888-*"),
        ("13800138000", "*******8000"),
        ("+85223456789-12", "********6789-**"),
    ],
)
def test_R8_4_mask_employer_phone(phone: str, masked: str) -> None:
    assert mask_employer_phone(phone) == masked
