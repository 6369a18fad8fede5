"""Uploads (R3.2.1): refused with a reason, kept private, removable."""

import hashlib

import httpx
import pytest
from contracts.platform import API_PREFIX
from demo import sample_files
from demo.scenario import refusal
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>" * 500


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("photo", sample_files.small_portrait(), id="R3.2.1-too-few-pixels"),
        pytest.param("photo", sample_files.thin_portrait(), id="R3.2.1-under-10-KB"),
        pytest.param("photo", sample_files.document_png("No photo", "x"), id="R3.2.1-not-a-jpeg"),
        pytest.param("photo", sample_files.portrait("x")[:30_000], id="R3.2.1-truncated"),
        pytest.param("photo", SCRIPT, id="R3.2.1-named-jpg-but-a-script"),
        pytest.param("photo", b"", id="R3.2.1-empty"),
        pytest.param("level_certificate", sample_files.thin_portrait(), id="R3.3.1-under-20-KB"),
        pytest.param(
            "level_certificate",
            sample_files.portrait("x") + b"\0" * 1_600_000,
            id="R3.3.1-over-500-KB-and-all-around",
        ),
        pytest.param("holiday_picture", sample_files.portrait("x"), id="R3.2.1-unknown-kind"),
    ],
)
async def test_bad_file_is_refused_in_chinese(
    scenarios: Scenarios, kind: str, content: bytes
) -> None:
    scenario = await scenarios.registered()
    problem = await refusal(scenario.client.upload(kind, content), "accepted")
    assert problem.status in (413, 415, 422)
    text = str(problem.body)
    assert any("\u4e00" <= character <= "\u9fff" for character in text)


async def test_R3_2_1_answer_describes_the_file(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    picture = sample_files.portrait(scenario.person.id_number)
    kept = await scenario.client.upload("photo", picture, "证件照𫖯.jpg")
    assert (kept["width"], kept["height"], kept["media_type"]) == (413, 579, "image/jpeg")
    content = await scenario.client.download(kept["attachment_id"])
    assert hashlib.sha256(content).hexdigest() == kept["sha256"]
    assert len(content) == kept["size"]


async def test_R8_4_files_are_private(scenarios: Scenarios) -> None:
    owner, stranger = await scenarios.registered(), await scenarios.registered()
    await owner.upload("photo")
    path = f"/attachments/{owner.files['photo']}"
    assert (await refusal(stranger.client.call("GET", path), "read")).status == 404
    assert (await refusal(stranger.client.call("DELETE", path), "removed")).status == 404
    async with httpx.AsyncClient(base_url=scenarios.clients.base_url) as anonymous:
        assert (await anonymous.get(API_PREFIX + path)).status_code == 401
    assert await owner.client.download(owner.files["photo"])


async def test_R3_2_1_an_upload_can_be_taken_back(scenarios: Scenarios) -> None:
    scenario = await scenarios.registered()
    await scenario.upload("photo")
    await scenario.client.remove_upload(scenario.files["photo"])
    problem = await refusal(
        scenario.client.call("GET", f"/attachments/{scenario.files['photo']}"), "still there"
    )
    assert problem.status == 404
