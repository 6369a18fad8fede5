"""R1.1.1: what differs between certificates is kept once and complete."""

from datetime import date

import pytest
from contracts.certificate_types import ID_TYPES, CertificateType, find_certificate_rule
from contracts.error_codes import catalogue
from contracts.reference import name_of
from contracts.values import ValueProblem
from contracts.values.id_numbers import clean_id_number, lasting_part


@pytest.mark.parametrize("certificate_type", CertificateType)
def test_R1_1_1_every_type_has_a_name_and_a_text_for_a_wrong_number(
    certificate_type: CertificateType,
) -> None:
    rule = certificate_type.rule
    assert rule.invalid_number in catalogue()
    assert name_of("id_type", certificate_type) == rule.title
    with pytest.raises(ValueProblem) as problem:
        clean_id_number(certificate_type, "?", date(2026, 11, 23))
    assert problem.value.code == rule.invalid_number


def test_R1_1_1_an_unknown_type_has_no_rule() -> None:
    assert find_certificate_rule("driving_licence") is None
    assert find_certificate_rule(None) is None
    assert ID_TYPES == ("resident_id", "hk_macao_permit", "taiwan_permit", "passport")


@pytest.mark.parametrize(
    ("id_type", "number", "expected"),
    [
        pytest.param("hk_macao_permit", "H1234567802", "H12345678", id="R1.1.2-renewed-permit"),
        pytest.param("taiwan_permit", "1234567801", "12345678", id="R1.1.2-old-permit"),
        pytest.param("passport", "1234567801", "1234567801", id="R1.1.2-passport-of-ten-digits"),
        pytest.param("passport", "H1234567802", "H1234567802", id="R1.1.2-passport-like-a-permit"),
    ],
)
def test_only_a_permit_has_a_lasting_part(id_type: str, number: str, expected: str) -> None:
    assert lasting_part(id_type, number) == expected
