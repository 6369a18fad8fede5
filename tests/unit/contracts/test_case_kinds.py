"""The registry of kinds of cases agrees with what else is published about them."""

from pathlib import Path

import pytest
from contracts import case_kinds, reference
from contracts.case_kinds import CASE_KINDS, CHANGE, RESERVED_KINDS, TRANSFER
from contracts.error_codes import catalogue
from contracts.schemas import reviews


def test_R6_2_reviews_know_every_kind_in_the_published_order():
    assert set(reviews.CASE_KINDS) == set(CASE_KINDS)
    assert reviews.CASE_KINDS[:4] == ("collection", "change", "transfer", "real_name")


@pytest.mark.parametrize("kind", CASE_KINDS.values(), ids=CASE_KINDS)
def test_R7_1_the_dictionary_has_the_name_of_every_kind(kind):
    assert reference.name_of("review_kind", kind.code) == kind.name
    assert case_kinds.name_of_kind(kind.code) == kind.name
    assert case_kinds.link_of_kind(kind.code) == kind.link


def test_R7_1_a_kind_of_tomorrow_is_an_application():
    assert case_kinds.name_of_kind("audit") == "业务申请"
    assert case_kinds.link_of_kind("audit") == "/"


def test_R5_1_2_a_transfer_excludes_every_reserved_kind():
    assert set(CASE_KINDS[TRANSFER].excludes) == set(RESERVED_KINDS)


@pytest.mark.parametrize("kind", RESERVED_KINDS)
def test_R4_2_1_what_excludes_is_told_in_the_words_of_the_registry(kind):
    assert TRANSFER in CASE_KINDS[kind].excludes
    for code in (f"collection.open_{kind}", f"transfer.{kind}_pending"):
        assert CASE_KINDS[kind].name in catalogue()[code]
        assert ("撤回" in catalogue()[code]) == CASE_KINDS[kind].withdrawable


def test_R4_2_1_changes_stand_beside_changes():
    assert CHANGE not in CASE_KINDS[CHANGE].excludes


@pytest.mark.parametrize("kind", CASE_KINDS.values(), ids=CASE_KINDS)
def test_R6_2_the_glossary_has_every_kind(kind):
    glossary = (Path(__file__).parents[3] / "docs/glossary.md").read_text(encoding="utf-8")
    assert f"| `{kind.code}` | {kind.name} | {kind.service} | `{kind.link}` |" in glossary
