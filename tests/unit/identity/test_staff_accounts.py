"""R6.1, R6.6: usernames, posts, roles that may be given, states of accounts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from contracts.context import CallContext
from contracts.values import ValueProblem
from identity.domain.registration import Findings
from identity.domain.staff_accounts import (
    LINK_LIFE,
    NO_PASSWORD,
    check_post,
    clean_username,
    find_forbidden_roles,
    is_good_link,
    status_of,
)

POST: dict[str, Any] = {"name": "王审核", "authority_id": "au-110108", "roles": ["reviewer"]}


@pytest.mark.parametrize("text", ["ab", "1abc", "王审核", "a b c", "a" * 41, "", "a/bc"])
def test_R6_6_usernames_that_are_none(text: str) -> None:
    with pytest.raises(ValueProblem):
        clean_username(text)


def test_R6_6_usernames_are_kept_in_small_letters() -> None:
    assert clean_username(" Haidian_Wang ") == "haidian_wang"


def test_R6_6_a_post_is_tidied() -> None:
    post = check_post(
        {**POST, "roles": ["reviewer", "reviewer"], "phone": "+86 13800138000"}, Findings([])
    )
    assert post is not None
    assert (post.roles, post.phone) == (("reviewer",), "13800138000")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"roles": ["platform_admin"]}, "roles", id="R6.1-platform-only"),
        pytest.param({"phone": "123"}, "phone", id="R6.6-phone"),
        pytest.param({"name": "7"}, "name", id="R6.6-name"),
    ],
)
def test_posts_refused(changes: dict[str, Any], field: str) -> None:
    findings = Findings([])
    assert check_post(POST | changes, findings) is None
    assert [one.field for one in findings.violations] == [field]


@pytest.mark.parametrize(
    ("role", "before", "after", "forbidden"),
    [
        ("authority_admin", (), ("reviewer", "authority_admin", "auditor"), False),
        ("authority_admin", (), ("platform_admin",), True),
        ("authority_admin", ("platform_admin",), ("reviewer",), True),
        ("platform_admin", (), ("platform_admin",), False),
    ],
)
def test_R6_1_who_gives_which_role(role: str, before: Any, after: Any, *, forbidden: bool) -> None:
    context = CallContext(actor_id="s", actor_kind="staff", roles=(role,), authority_path="/")
    assert bool(find_forbidden_roles(context, before, after)) is forbidden


def test_R6_6_a_link_is_good_for_72_hours() -> None:
    made = datetime(2026, 11, 28, tzinfo=UTC)
    until = made + LINK_LIFE
    assert is_good_link(until, made + timedelta(hours=71, minutes=59))
    assert not is_good_link(until, made + timedelta(hours=72))


def test_R6_6_states() -> None:
    assert status_of(NO_PASSWORD, active=True) == "invited"
    assert status_of("$argon2id$…", active=True) == "active"
    assert status_of(NO_PASSWORD, active=False) == "suspended"
