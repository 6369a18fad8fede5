"""Consents at registration: R1.1.7."""

import pytest
from identity.domain.consents import IN_FORCE, find_missing

ALL = [(document.kind, document.version) for document in IN_FORCE]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        pytest.param(ALL, [], id="R1.1.7-all-given"),
        pytest.param([], ["identity.consent_missing"] * 3, id="R1.1.7-none-given"),
        pytest.param(ALL[:2], ["identity.consent_missing"], id="R1.1.7-sensitive-apart"),
        pytest.param(
            [*ALL[:2], ("sensitive_info", "2020-01")],
            ["identity.consent_outdated"],
            id="R1.1.7-old-version",
        ),
    ],
)
def test_find_missing(given: list[tuple[str, str]], codes: list[str]) -> None:
    assert [violation.code for violation in find_missing(given)] == codes
    assert all(violation.field == "consents" for violation in find_missing(given))
