"""Rules of the collection's sections (R3): each broken one is named by its field, in Chinese."""

import pytest
from demo import forms
from demo.people import make_uscc
from demo.phases import draft
from demo.scenario import Scenario, refusal
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def writer(scenarios: Scenarios) -> Scenario:
    """Return somebody with all files uploaded, whose rows the tests try to add."""
    scenario = await scenarios.verified()
    await draft.choose_scope(scenario)
    await draft.upload_files(scenario)
    for kinds in forms.FILES.values():
        await scenario.upload(*kinds)
    return scenario


async def _refused(scenario: Scenario, rows: str, body: dict) -> set[str]:
    problem = await refusal(scenario.client.add_row(rows, body), f"accepted: {body}")
    assert problem.status == 422
    assert all(
        any("\u4e00" <= character <= "\u9fff" for character in error["message"])
        for error in problem.errors
    )
    return problem.fields


async def _missing(scenario: Scenario, rows: str, body: dict) -> str:
    """Add the row and return what the draft then says is missing; the row goes again."""
    answer = (await scenario.client.add_row(rows, body)).data
    await scenario.client.delete_row(rows, answer["created_id"], answer["version"])
    return str([entry for entry in answer["missing"] if entry["section"] == rows])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"start_month": "2012-06"}, "end_month", id="R3.3.2-start-not-before-end"),
        pytest.param({"end_month": "2031-06"}, "end_month", id="R3.3.2-end-in-future"),
        pytest.param({"start_month": "2008-13"}, "start_month", id="R3.3.1-no-such-month"),
        pytest.param({"level": "99"}, "level", id="R3.3.1-level-not-in-dictionary"),
        pytest.param({"mode": "unknown"}, "mode", id="R3.3.1-mode-not-in-dictionary"),
        pytest.param({"school_name": "校" * 300}, "school_name", id="R3.3.1-school-too-long"),
        pytest.param({"surprise": 1}, "surprise", id="R8.2-unknown-field"),
    ],
)
async def test_education_refused(writer: Scenario, change: dict, field: str) -> None:
    body = forms.education(writer.files) | change
    assert field in await _refused(writer, "educations", body)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"uscc": "91110000600037341X"}, "uscc", id="R3.4.2-check-digit"),
        pytest.param({"start_month": "2031-01"}, "start_month", id="R3.4.1-start-in-future"),
        pytest.param({"employer_phone": "abc"}, "employer_phone", id="R3.4.2-phone"),
        pytest.param({"industry": "Z"}, "industry", id="R3.4.2-industry"),
        pytest.param(
            {"appointment_month": "2014-01"}, "appointment_month", id="R3.4.4-before-employment"
        ),
        pytest.param(
            {"accounting_experiences": [{"start_month": "2010-01", "end_month": None,
                                         "posts": ["cashier"]}]},
            "accounting_experiences[0].start_month", id="R3.4.3-outside-the-employment",
        ),
    ],
)  # fmt: skip
async def test_employment_refused(writer: Scenario, change: dict, field: str) -> None:
    body = forms.employment(writer.files, make_uscc(writer.rng)) | change
    assert field in await _refused(writer, "employments", body)


@pytest.mark.parametrize(
    ("rows", "change", "named"),
    [
        pytest.param("educations", {"attachments": []}, "学历证明", id="R3.3.1-certificate-proof"),
        pytest.param("employments", {"attachments": []}, "统一社会信用代码证明",
                     id="R3.4.1-until-now-needs-proof"),
        pytest.param("employments", {"attachments": []}, "聘任证明", id="R3.4.4-appointment-proof"),
        pytest.param("employments", {"appointment_month": None}, "聘任时间",
                     id="R3.4.4-appointment-month"),
        pytest.param("employments", {"accounting_experiences": []}, "会计工作经历",
                     id="R3.4.3-yes-needs-a-row"),
    ],
)  # fmt: skip
async def test_draft_names_what_is_missing(
    writer: Scenario, rows: str, change: dict, named: str
) -> None:
    whole = (
        forms.education(writer.files)
        if rows == "educations"
        else forms.employment(writer.files, make_uscc(writer.rng))
    )
    assert named in await _missing(writer, rows, whole | change)


async def test_R3_3_2_R3_4_5_periods_touch_but_do_not_overlap(scenarios: Scenarios) -> None:
    scenario = await scenarios.filled_in()
    overlapping = forms.education(scenario.files) | {
        "start_month": "2007-01",
        "end_month": "2009-01",
    }
    assert "start_month" in await _refused(scenario, "educations", overlapping)
    body = forms.employment(scenario.files, make_uscc(scenario.rng)) | {"start_month": "2015-06"}
    assert "start_month" in await _refused(scenario, "employments", body)


async def test_R3_3_1_rows_are_edited_and_deleted(scenarios: Scenarios) -> None:
    scenario = await scenarios.filled_in()
    state = await scenario.client.collection()
    row = state["educations"][0]
    kept = {item["kind"]: item["attachment_id"] for item in row["attachments"]}
    body = forms.earlier_education(kept) | {"school_name": "北京市商业学校"}
    state = await scenario.client.update_row(
        "educations", row["education_id"], body, state["version"]
    )
    assert state["educations"][0]["school_name"] == "北京市商业学校"
    await scenario.client.delete_row("educations", row["education_id"], state["version"])
    left = (await scenario.client.collection())["educations"]
    assert row["education_id"] not in {item["education_id"] for item in left}


async def test_R3_2_2_identity_cannot_be_edited_here(writer: Scenario) -> None:
    body = forms.basic(writer.files) | {"name": "张三", "id_number": "11010519491231002X"}
    problem = await refusal(writer.client.save_section("basic", body), "identity was edited")
    assert {"name", "id_number"} <= problem.fields


async def test_R3_5_1_commitment_must_be_given(scenarios: Scenarios) -> None:
    scenario = await scenarios.filled_in()
    calling = scenario.client.call("POST", "/me/collection/submit", json={"commitment": False})
    assert "commitment" in (await refusal(calling, "submitted without it")).fields
