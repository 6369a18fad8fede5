"""What a person does after the story: look around, change the record, apply for credits, move."""

from typing import Any

from demo import forms
from demo.phases import real_name
from demo.scenario import Scenario, eventually
from demo.transport import Problem, new_key

from support.scenarios import Scenarios

_REFERENCE = (
    "consent-documents",
    "consent-documents/sensitive_info/2026-11",
    "collection-scopes",
    "regions?parent=110000",
    "regions/all",
    "rare-characters?initial=y",
    "dictionaries",
    "usccs/91110108MA01KPGK0L",
    "authorities?q=hdq&near=110108",
    "change-policies",
    "notices",
)


async def look_around(scenarios: Scenarios) -> None:
    """Read what the story itself does not."""
    scenario = await scenarios.submitted()
    client, staff = scenario.client, scenario.county.client
    for path in (
        "/me/transfers/eligibility",
        "/me/messages?limit=2",
        "/me/collection/authority-suggestions",
        "/me/real-name",
        "/me/cases",
        f"/me/cases/collection/{scenario.facts['collection_case']}",
        *(f"/reference/{name}" for name in _REFERENCE),
        "/me/consents",
        "/help/articles?q=zhuce",
        "/help/articles/register",
        "/sessions",
        "/sandbox/personas",
        "/health/ready",
    ):
        await client.call("GET", path)
    await client.withdraw_consent("face_verification")
    for path in ("/reviews/summary", "/reviews?kind=real_name&status=all", "/staff/me"):
        await staff.call("GET", path)


async def change_record(scenario: Scenario) -> None:
    """Change one field at once and one after a review."""
    client = scenario.client
    record = await eventually(lambda: _record_of(scenario), "no record", scenario.wait_seconds)
    photos = {
        kind: record["basic"][f"{kind}_id"] for kind in ("photo", "id_portrait", "id_reverse")
    }
    data = forms.basic(photos) | {"email": "new-address@example.org"}
    body = {"section": "basic", "action": "modify", "data": data}
    automatic = (await client.call("POST", "/me/changes", json=body, key=new_key())).data
    assert automatic["status"] == "approved"

    async def took_effect() -> bool | None:
        return (await client.call("GET", "/me/record")).data["version"] > record["version"] or None

    await eventually(took_effect, "the record stayed as it was", scenario.wait_seconds)
    data |= {"household_region": "310115"}
    manual = (await client.call("POST", "/me/changes", json=body | {"data": data})).data
    assert manual["status"] == "submitted"
    blocked = (await client.call("GET", "/me/transfers/eligibility")).data
    assert not blocked["eligible"]
    detail = await real_name.find_and_claim(scenario.county, "change", manual["change_id"])
    reviewer = scenario.county.client
    await reviewer.act("change", manual["change_id"], "approve", {}, detail["version"])
    for path in ("/me/changes?section=basic", f"/me/changes/{manual['change_id']}"):
        await client.call("GET", path)
    await client.call("POST", f"/me/changes/{manual['change_id']}/reveal")


async def _record_of(scenario: Scenario) -> dict[str, Any] | None:
    try:
        return (await scenario.client.call("GET", "/me/record")).data
    except Problem:
        return None


async def apply_for_credits(scenario: Scenario) -> None:
    """Apply for credits and withdraw."""
    client = scenario.client
    await scenario.upload("credit_proof")
    body = {
        "year": 2026,
        "kind": "conference",
        "title": "全国会计学术年会",
        "achieved_on": "2026-05-18",
        "quantity": 2,
        "proof_ids": [scenario.files["credit_proof"]],
    }
    made = (await client.call("POST", "/me/credit-applications", json=body)).data
    one = f"/me/credit-applications/{made['application_id']}"
    await client.call("GET", one)
    await client.call("POST", f"{one}/withdraw")
    await client.call("GET", "/me/credit-applications?year=2026")
    await client.call("GET", "/me/rewards-penalties")


async def ask_for_transfer(scenario: Scenario) -> None:
    """Ask for a transfer and withdraw."""
    client = scenario.client

    async def may_move() -> bool | None:
        return (await client.call("GET", "/me/transfers/eligibility")).data["eligible"] or None

    await eventually(may_move, "the change still stands in the way", scenario.wait_seconds)
    await scenario.upload("transfer_proof")
    body = {
        "reason": "residence",
        "to_authority_id": "au-310115",
        "proof_ids": [scenario.files["transfer_proof"]],
        "details": {
            "kind": "residence",
            "address": "上海市浦东新区世纪大道1号",
            "moved_on": "2026-09-01",
            "document_no": "310115202600012345",
        },
    }
    made = (await client.call("POST", "/me/transfers", json=body, key=new_key())).data
    one = f"/me/transfers/{made['transfer_id']}"
    await client.call("GET", one)
    await client.call("GET", "/me/transfers")
    await client.call("POST", f"{one}/withdraw")
