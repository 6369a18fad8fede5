"""I13: an installation with data of an earlier version goes on after the documented upgrade."""

from typing import Any

import pytest
from conftest import Installation
from demo.client import AusmClient
from demo.phases import real_name
from demo.scenario import Reviewer, eventually, refusal
from demo.transport import new_key
from support.databases import ServiceDatabases
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

_SECONDS = 60
People = dict[str, Any]


async def logged_in(scenarios: Scenarios, person: dict[str, Any]) -> AusmClient:
    """Return a client of somebody registered before the upgrade."""
    client = scenarios.clients.new_client()
    await client.log_in(person["phone"], person["password"])
    return client


async def decide(reviewer: Reviewer, kind: str, case_id: str) -> None:
    """Claim and approve a case."""
    detail = await real_name.find_and_claim(reviewer, kind, case_id)
    await reviewer.client.act(kind, case_id, "approve", {}, detail["version"])


def test_I13_every_process_runs_and_the_audit_log_is_whole(installation: Installation) -> None:
    assert "ok" in installation.ausm("status")
    assert "intact" in installation.ausm("audit", "verify")


async def test_R6_4_staff_of_before_declare_before_their_next_claim(
    scenarios: Scenarios, people: People
) -> None:
    """Before anybody else: whoever logs in by `scenarios.clients` declares that there is nothing."""
    client, case_id = scenarios.clients.new_client(), people["waiting"]["case"]
    personas = {one["login"]: one for one in await client.personas()}
    await client.log_in_staff("haidian_reviewer", personas["haidian_reviewer"]["password"])
    assert (await client.staff_me())["interests_declared_at"] is None
    problem = await refusal(client.act("collection", case_id, "claim"), "claimed undeclared")
    assert (problem.status, problem.code) == (403, "casework.interests_undeclared")
    await client.declare_interests()
    await client.act("collection", case_id, "claim")
    await client.act("collection", case_id, "release")
    await client.close()


async def test_I13_every_file_of_the_record_is_there(scenarios: Scenarios, people: People) -> None:
    client = await logged_in(scenarios, people["decided"])
    record = await client.record()
    named = [one["attachment_id"] for one in record["attachments"]]
    named += [one["attachment_id"] for row in record["educations"] for one in row["attachments"]]
    assert len(named) >= 5
    for attachment_id in named:
        assert len(await client.download(attachment_id)) > 10_000
    await client.close()


async def test_I13_a_draft_goes_on_to_the_record(scenarios: Scenarios, people: People) -> None:
    client = await logged_in(scenarios, people["drafting"])
    draft = await client.collection()
    assert not draft["missing"]
    # Whoever registered before is asked for the consent that a submission needs since.
    problem = await refusal(client.submit(draft["version"]), "submitted without consent")
    assert problem.code == "identity.consent_required"
    for blocker in problem.body["blockers"]:
        [document] = [
            one for one in await client.consent_documents("all") if one["kind"] == blocker["field"]
        ]
        await client.give_consent(document["kind"], document["version"])
    await client.submit(draft["version"])
    county = (await scenarios.clients.reviewers()).county
    case_id = (await client.collection())["review"]["case_id"]
    await decide(county, "collection", case_id)

    async def recorded() -> int | None:
        return (await client.record())["version"] or None

    assert await eventually(recorded, "no record", _SECONDS)
    await client.close()


async def test_I13_an_open_change_takes_effect(scenarios: Scenarios, people: People) -> None:
    client = await logged_in(scenarios, people["changing"])
    await decide((await scenarios.clients.reviewers()).county, "change", people["changing"]["case"])

    async def in_effect() -> bool | None:
        return len((await client.record())["educations"]) == 3 or None

    await eventually(in_effect, "the change is not in effect", _SECONDS)
    await client.close()


async def test_I13_an_open_transfer_moves_the_record(scenarios: Scenarios, people: People) -> None:
    client = await logged_in(scenarios, people["moving"])
    target = await scenarios.clients.reviewer_of("au-130102")
    await decide(target, "transfer", people["moving"]["case"])

    async def moved() -> bool | None:
        me = await client.me()
        return me["authority"]["authority_id"] == "au-130102" or None

    await eventually(moved, "the record has not moved", _SECONDS)
    await client.close()


@pytest.mark.parametrize(
    ("kind", "who", "typed"),
    [
        ("collection", "waiting", "jose alvarez"),
        ("real_name", "unverified", "阿依古丽托合提"),
    ],
)
async def test_I13_names_of_before_are_found_as_they_are_typed_now(
    scenarios: Scenarios, people: People, kind: str, who: str, typed: str
) -> None:
    reviewers = await scenarios.clients.reviewers()
    reviewer = reviewers.county if kind == "collection" else reviewers.elsewhere

    async def found() -> bool | None:
        items = (await reviewer.client.reviews(kind, q=typed))["items"]
        return [one["case_id"] for one in items] == [people[who]["case"]] or None

    assert await eventually(found, "the case is not found", _SECONDS)


async def test_I13_an_open_real_name_case_opens_collection(
    scenarios: Scenarios, people: People
) -> None:
    person = people["unverified"]
    await decide((await scenarios.clients.reviewers()).elsewhere, "real_name", person["case"])
    client = await logged_in(scenarios, person)

    async def verified() -> bool | None:
        return (await client.me())["real_name_status"] == "verified" or None

    await eventually(verified, "not verified", _SECONDS)
    await client.close()


async def test_I13_contacts_of_before_are_read_and_edited(
    scenarios: Scenarios, people: People
) -> None:
    client = await logged_in(scenarios, people["decided"])
    [row] = [
        one for one in (await client.record())["employments"] if one["has_accounting_experience"]
    ]
    assert row["employer_phone"] == "***-****5678"
    files = ("attachment_id", "kind")
    data = {name: value for name, value in row.items() if name != "employment_id"}
    data["attachments"] = [{name: one[name] for name in files} for one in row["attachments"]]
    body = {"section": "employment", "action": "modify", "target_id": row["employment_id"]}
    body["data"] = data | {"employer_phone": "+86 10 6234 5679 转 8"}
    answer = (await client.call("POST", "/me/changes", json=body, key=new_key())).data
    assert [one["label"] for one in answer["fields"] if one["changed"]] == ["工作单位电话"]
    await client.close()


async def test_I13_the_story_is_played_again(scenarios: Scenarios) -> None:
    clients = scenarios.clients
    outcome = await clients.run_story(clients.person(), await clients.reviewers())
    if outcome.error:
        raise outcome.error


def test_I13_every_event_is_handled(databases: ServiceDatabases) -> None:
    databases.wait_until_handled(_SECONDS)
