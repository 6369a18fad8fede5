"""Real-name verification by photos (R2.3), and reviewers' rights over it (R6)."""

import asyncio

import pytest
from demo import forms
from demo.phases import real_name
from demo.scenario import Scenario, refusal
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

KIND = real_name.KIND


async def _submitted(scenarios: Scenarios) -> Scenario:
    scenario = await scenarios.registered()
    await real_name.submit(scenario)
    return scenario


async def test_R2_3_1_collection_is_shut_until_verified(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    for calling in (
        scenario.client.collection(),
        scenario.client.save_section("scope", forms.SCOPE),
        scenario.client.submit(),
    ):
        problem = await refusal(calling, "collection is open")
        assert (problem.status, problem.code) == (403, "collection.real_name_required")


async def test_R2_3_3_the_same_photo_thrice_is_refused(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    await scenario.upload("id_portrait")
    files = dict.fromkeys(
        ("id_portrait", "id_reverse", "id_holding"), scenario.files["id_portrait"]
    )
    body = forms.real_name(files, scenario.elsewhere.authority_id)
    assert (await refusal(scenario.client.submit_real_name(body), "accepted")).status == 422


async def test_R2_3_3_files_of_others_are_refused(scenarios: Scenarios) -> None:
    owner, thief = await scenarios.registered(), await scenarios.registered()
    await owner.upload("id_portrait", "id_reverse", "id_holding")
    body = forms.real_name(owner.files, owner.elsewhere.authority_id)
    problem = await refusal(thief.client.submit_real_name(body), "took a stranger's files")
    assert problem.status in (404, 422)


async def test_R6_2_counts_agree_with_lists(scenarios: Scenarios) -> None:
    scenario = await _submitted(scenarios)
    reviewer = scenario.elsewhere.client
    summary = await reviewer.review_summary()
    counts = next(row for row in summary["items"] if row["kind"] == KIND)
    for status in ("submitted", "under_review", "approved", "returned"):
        listed, cursor = 0, None
        while True:
            page = await reviewer.reviews(
                KIND, status=status, **({"cursor": cursor} if cursor else {})
            )
            listed, cursor = listed + len(page["items"]), page["next_cursor"]
            if not cursor:
                break
        assert counts[status] == listed, status


async def test_R6_2_one_claim_wins(scenarios: Scenarios) -> None:
    scenario = await _submitted(scenarios)
    case_id = scenario.facts["real_name_case"]
    results = await asyncio.gather(
        *(scenario.elsewhere.client.act(KIND, case_id, "claim") for _ in range(3)),
        return_exceptions=True,
    )
    assert any(not isinstance(result, Exception) for result in results)
    row = await scenario.elsewhere.client.find_review(KIND, case_id, status="under_review")
    assert row is not None
    assert row["claimed_by_me"]


async def test_R6_2_deciding_needs_a_claim_and_happens_once(scenarios: Scenarios) -> None:
    scenario = await _submitted(scenarios)
    case_id, client = scenario.facts["real_name_case"], scenario.elsewhere.client
    early = await refusal(client.act(KIND, case_id, "approve"), "approved without a claim")
    assert early.status == 409
    detail = await real_name.find_and_claim(scenario.elsewhere, KIND, case_id)
    results = await asyncio.gather(
        *(client.act(KIND, case_id, "approve", {}, detail["version"]) for _ in range(3)),
        return_exceptions=True,
    )
    # A repeat is answered as the first was; a different decision is not taken any more.
    assert not any(isinstance(result, Exception) for result in results), results
    history = (await client.review(KIND, case_id))["history"]
    assert [step["action"] for step in history].count("approve") == 1
    late = await refusal(client.act(KIND, case_id, "release"), "released after the approval")
    assert late.status == 409


async def test_R6_1_other_authorities_see_nothing(scenarios: Scenarios) -> None:
    scenario = await _submitted(scenarios)
    case_id, stranger = scenario.facts["real_name_case"], scenario.county.client
    assert await stranger.find_review(KIND, case_id) is None
    assert (await refusal(stranger.review(KIND, case_id), "read")).status in (403, 404)
    assert (await refusal(stranger.act(KIND, case_id, "claim"), "claimed")).status in (403, 404)


async def test_R6_1_persons_are_no_reviewers(scenarios: Scenarios) -> None:
    scenario = await _submitted(scenarios)
    assert (await refusal(scenario.client.reviews(KIND), "listed")).status == 403
    claiming = scenario.client.act(KIND, scenario.facts["real_name_case"], "claim")
    assert (await refusal(claiming, "claimed")).status == 403
    assert (
        await refusal(scenario.elsewhere.client.me(), "staff has no person's page")
    ).status == 403


@pytest.mark.parametrize(
    ("reasons", "path"),
    [
        pytest.param([], "reasons", id="R6.3-no-reason"),
        pytest.param([{"item": "nothing", "code": "other", "note": "请重拍"}], "reasons[0].item",
                     id="R6.3-unknown-item"),
        pytest.param([{"item": "holding", "code": "no_such_code"}], "reasons[0].code",
                     id="R6.3-unknown-code"),
        pytest.param([{"item": "holding", "code": "other"}], "reasons[0].note",
                     id="R6.3-other-without-note"),
    ],
)  # fmt: skip
async def test_returning_needs_proper_reasons(
    scenarios: Scenarios, reasons: list[dict[str, str]], path: str
) -> None:
    scenario = await _submitted(scenarios)
    case_id = scenario.facts["real_name_case"]
    detail = await real_name.find_and_claim(scenario.elsewhere, KIND, case_id)
    problem = await refusal(
        scenario.elsewhere.client.act(
            KIND, case_id, "return", {"reasons": reasons}, detail["version"]
        ),
        "returned",
    )
    assert problem.status == 422
    assert path in problem.fields


async def test_R6_3_reviewer_opens_the_photos_and_strangers_do_not(scenarios: Scenarios) -> None:
    scenario, stranger = await _submitted(scenarios), await scenarios.registered()
    await real_name.find_and_claim(scenario.elsewhere, KIND, scenario.facts["real_name_case"])
    picture = await scenario.elsewhere.client.download(scenario.files["id_holding"])
    assert picture[:2] == b"\xff\xd8"
    for client in (stranger.client, scenario.county.client):
        problem = await refusal(
            client.call("GET", f"/attachments/{scenario.files['id_holding']}"), "opened"
        )
        assert problem.status in (403, 404)


async def test_R6_2_a_reviewer_finds_a_case_by_the_persons_mobile_number(
    scenarios: Scenarios,
) -> None:
    scenario = await _submitted(scenarios)
    reviewer, case_id = scenario.elsewhere.client, scenario.facts["real_name_case"]
    for text in (scenario.person.phone, f"+86 {scenario.person.phone}"):
        assert [one["case_id"] for one in (await reviewer.reviews(KIND, q=text))["items"]] == [
            case_id
        ]
    assert (await reviewer.reviews("collection", q=scenario.person.phone))["items"] == []
