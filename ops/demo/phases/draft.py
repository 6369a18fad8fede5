"""Filling in the collection and submitting it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from demo import forms, people
from demo.phases import consents
from demo.scenario import Scenario, ensure, refusal
from demo.transport import new_key

BASIC_FILES = ("photo", "id_portrait", "id_reverse")


async def run(scenario: Scenario) -> None:
    """Take the person from an empty draft to a place in the queue."""
    await start(scenario)
    await fill_in_basic(scenario)
    await fill_in_experience(scenario)
    await stale_write_is_refused(scenario)
    await choose_authority(scenario)
    await submit(scenario)


async def start(scenario: Scenario) -> None:
    """Choose the scope, see what is missing, upload all files."""
    await choose_scope(scenario)
    with scenario.narrator.step("过早提交：一次列出全部缺项"):
        await _expect_missing(scenario)
    await upload_files(scenario)


async def choose_scope(scenario: Scenario) -> None:
    """Choose the scope on the notice page."""
    with scenario.narrator.step("采集须知：选择采集范围“会计人员”"):
        draft = await scenario.client.save_section("scope", forms.SCOPE)
        scenario.facts["version"] = draft["version"]


async def upload_files(scenario: Scenario) -> None:
    """Upload the photo and both sides of the certificate."""
    with scenario.narrator.step("上传标准证件照片和证件影像"):
        await scenario.upload(*BASIC_FILES)


async def _expect_missing(scenario: Scenario) -> None:
    problem = await refusal(scenario.client.submit(), "空白采集也能提交")
    ensure(problem.status == 422, f"应答不符：{problem}")
    for section in ("basic", "educations", "employments", "authority"):
        listed = [path for path in problem.fields if path.startswith(section)]
        ensure(listed, f"缺项清单里没有 {section}：{sorted(problem.fields)}")
    scenario.narrator.remark(f"缺 {len(problem.errors)} 项")


async def fill_in_basic(scenario: Scenario) -> None:
    """Fill in the basic section."""
    with scenario.narrator.step("填写基本信息"):
        body = forms.basic(scenario.files)
        await _write(
            scenario, scenario.client.save_section("basic", body, scenario.facts["version"])
        )


async def _write(scenario: Scenario, writing: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    draft = await writing
    scenario.facts["version"] = draft["version"]
    return draft


async def fill_in_experience(scenario: Scenario) -> None:
    """Add two educations and two employments, the present one with accounting work."""
    county = forms.EMPLOYER_COUNTY
    earlier = partial(forms.earlier_employment, uscc=people.make_uscc(scenario.rng, county))
    present = partial(forms.employment, uscc=people.make_uscc(scenario.rng, county))
    await _add(scenario, "educations", "填写教育经历：中专", forms.earlier_education)
    await _add(scenario, "educations", "填写教育经历：大学本科", forms.education)
    await _add(scenario, "employments", "填写工作经历：已结束的一段", earlier)
    title = "填写工作经历：至今，含会计工作经历和会计专业职务"
    await _add(scenario, "employments", title, present)


async def _add(
    scenario: Scenario, rows: str, title: str, fill_in: Callable[..., dict[str, Any]]
) -> None:
    """Upload the proofs of a row, each for this place alone, and add the row."""
    with scenario.narrator.step(title):
        await scenario.upload(*forms.FILES[rows])
        body = fill_in(scenario.files)
        answer = await scenario.client.add_row(rows, body, scenario.facts["version"])
        ensure(answer.status == 201, f"新增应答为 {answer.status}")
        scenario.facts["version"] = answer.data["version"]


async def stale_write_is_refused(scenario: Scenario) -> None:
    """Write from a second tab with an old version (R3.6.2)."""
    with scenario.narrator.step("另一个页面用旧版本保存，被拒绝并告知新版本"):
        stale = scenario.facts["version"] - 1
        writing = scenario.client.save_section("basic", forms.basic(scenario.files), stale)
        problem = await refusal(writing, "旧版本的保存没有被拒绝")
        ensure(problem.status == 412, f"应答不符：{problem}")
        current = problem.body.get("current_version")
        ensure(current == scenario.facts["version"], f"没有告知现在的版本：{problem.body}")


async def choose_authority(scenario: Scenario) -> None:
    """Ask which authority the rule points to, then choose it."""
    with scenario.narrator.step("按属地规则推荐会计管理部门"):
        suggestions = await scenario.client.authority_suggestions()
        ensure(suggestions, "没有推荐会计管理部门")
        for suggestion in suggestions:
            scenario.narrator.remark(f"{suggestion['authority']['name']}：{suggestion['text']}")
    with scenario.narrator.step("选择会计管理部门"):
        chosen = next(s for s in suggestions if s["selectable"])["authority"]["authority_id"]
        scenario.facts["authority_id"] = chosen
        body = {"authority_id": chosen}
        draft = await _write(
            scenario, scenario.client.save_section("authority", body, scenario.facts["version"])
        )
        ensure(not draft["missing"], f"仍有缺项：{draft['missing']}")


async def submit(scenario: Scenario) -> None:
    """Submit twice at the same time with one key: one submission."""
    await consents.give(scenario, consents.SUBMIT_COLLECTION)
    with scenario.narrator.step("承诺真实并提交（网络重发两次，只受理一次）"):
        key, version = new_key(), scenario.facts["version"]
        one, other = await asyncio.gather(
            scenario.client.submit(version, key), scenario.client.submit(version, key)
        )
        ensure(one.data["version"] == other.data["version"], "重复提交得到两个结果")
    with scenario.narrator.step("审核告知：状态、排队位置和预计时间"):
        state = await scenario.client.collection()
        ensure(state["status"] == "submitted", f"状态为 {state['status']}")
        review = state["review"]
        scenario.facts["collection_case"] = review["case_id"]
        ensure(review["queue_position"] >= 1, "没有排队位置")
        scenario.narrator.remark(
            f"{state['authority']['name']}，第 {review['queue_position']} 位，"
            f"预计 {review.get('expected_at') or '暂无统计'}"
        )
