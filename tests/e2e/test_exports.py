"""R8.4: a person has all that is kept of them made into one file, and opens it."""

import hashlib
import io
import json
import zipfile

import pytest
from contracts.personal_data import PARTS
from demo.scenario import Scenario, eventually, refusal
from identity.domain.export_labels import LABELS
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio


async def _exported(scenario: Scenario) -> tuple[zipfile.ZipFile, dict]:
    body = {"password": scenario.person.password}
    asked = (await scenario.client.call("POST", "/me/exports", json=body)).data
    path = f"/me/exports/{asked['export_id']}"

    async def ready() -> dict | None:
        shown = (await scenario.client.call("GET", path)).data
        return shown if shown["status"] == "ready" else None

    shown = await eventually(ready, "the export is not ready", scenario.wait_seconds)
    answer = await scenario.client.call("GET", f"{path}/file")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["cache-control"] == "private, no-store"
    assert hashlib.sha256(answer.content).hexdigest() == shown["sha256"]
    return zipfile.ZipFile(io.BytesIO(answer.content)), shown


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in _keys(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in _keys(inner)}
    return set()


async def test_R8_4_everything_of_the_person_and_nothing_of_another(scenarios: Scenarios) -> None:
    scenario, other = await scenarios.approved(), await scenarios.registered()
    await scenario.message("case_approved")
    archive, _ = await _exported(scenario)
    assert archive.testzip() is None
    parts = {p.code: json.loads(archive.read(f"data/{p.code}.json"))["items"] for p in PARTS}
    person = scenario.person
    assert parts["account"][0]["id_number"] == person.id_number
    assert parts["account"][0]["name"] == person.name
    for filled in ("consents", "sessions", "draft", "submissions", "record_versions", "messages"):
        assert parts[filled], filled
    assert parts["access_log"], "who reviewed has looked"
    steps = [step["action"] for step in parts["collection_steps"]]
    assert steps == ["submit", "claim", "approve"]
    files = json.loads(archive.read("data/files.json"))["items"]
    assert {one["path"].split("/")[1] for one in files} == {"identity", "collection"}
    for one in files:
        assert hashlib.sha256(archive.read(one["path"])).hexdigest() == one["sha256"]
    whole = "".join(archive.read(name).decode() for name in archive.namelist() if "/" not in name)
    whole += json.dumps(parts, ensure_ascii=False)
    assert other.person.id_number not in whole
    assert other.person.phone not in whole
    assert _keys(list(parts.values())) - LABELS.keys() == set(), "a key without a Chinese label"
    await scenario.message("data_export_ready")


async def test_R8_4_not_without_the_password_and_not_by_others(scenarios: Scenarios) -> None:
    scenario, other = await scenarios.registered(), await scenarios.registered()
    wrong = {"password": "Wrong123456!"}
    problem = await refusal(scenario.client.call("POST", "/me/exports", json=wrong), "asked for")
    assert (problem.status, problem.fields) == (422, {"password"})
    _, shown = await _exported(scenario)
    path = f"/me/exports/{shown['export_id']}"
    for tried in (path, f"{path}/file"):
        problem = await refusal(other.client.call("GET", tried), "open to others")
        assert problem.status == 404
    log = (await scenario.client.call("GET", "/me/access-log?include_own=true")).data["items"]
    assert "data_export_requested" in {entry["action"] for entry in log}
