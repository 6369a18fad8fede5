"""Which changes take effect at once: the most restrictive field decides."""

import pytest
from changes.domain.field_policies import is_fixed
from changes.domain.review_mode import review_mode
from contracts.record_fields import AUTOMATIC, MANUAL, RECORD_FIELDS
from hypothesis import given
from hypothesis import strategies as st

ALL_AUTOMATIC = {
    (section, field): AUTOMATIC for section, fields in RECORD_FIELDS.items() for field in fields
}
EMAIL_ONLY = {("basic", "email"): AUTOMATIC, ("basic", "postal_address"): AUTOMATIC}
FIELDS = st.sampled_from(sorted(ALL_AUTOMATIC))


@pytest.mark.parametrize(
    ("section", "action", "fields", "policies", "expected"),
    [
        pytest.param("basic", "modify", ["email"], EMAIL_ONLY, AUTOMATIC, id="R4.3.2-automatic"),
        pytest.param(
            "basic", "modify", ["email", "residence_region"], EMAIL_ONLY, MANUAL, id="R4.3.2-mixed"
        ),
        pytest.param("basic", "modify", ["photo_id"], ALL_AUTOMATIC, MANUAL, id="R4.3.2-photo"),
        pytest.param(
            "education",
            "modify",
            ["attachments.level_certificate"],
            ALL_AUTOMATIC,
            MANUAL,
            id="R4.3.2-attachment",
        ),
        pytest.param("education", "add", ["major"], ALL_AUTOMATIC, MANUAL, id="R4.3.2-added"),
        pytest.param("education", "delete", ["major"], ALL_AUTOMATIC, MANUAL, id="R4.3.2-deleted"),
        pytest.param("basic", "modify", ["unheard_of"], ALL_AUTOMATIC, MANUAL, id="R4.3.2-unknown"),
        pytest.param("basic", "modify", [], ALL_AUTOMATIC, MANUAL, id="R4.3.2-nothing-known"),
    ],
)
def test_mode(section, action, fields, policies, expected):
    assert review_mode(section, action, fields, policies) == expected


@given(
    modes=st.dictionaries(FIELDS, st.sampled_from([AUTOMATIC, MANUAL])),
    fields=st.lists(FIELDS, min_size=1, max_size=6),
)
def test_R4_3_2_one_manual_field_is_enough(modes, fields):
    section = fields[0][0]
    names = [field for its_section, field in fields if its_section == section]
    expected = all(
        modes.get((section, name)) == AUTOMATIC and not is_fixed(section, name) for name in names
    )
    assert (review_mode(section, "modify", names, modes) == AUTOMATIC) is expected
