"""Agreeing to what an action needs, each document by itself."""

from demo.scenario import Scenario, ensure

SUBMIT_REAL_NAME = "submit_real_name"
START_ALIPAY = "start_alipay"
SUBMIT_COLLECTION = "submit_collection"


async def give(scenario: Scenario, action: str) -> None:
    """Read and agree to each document that an action needs and that is not agreed to yet."""
    found = (await scenario.client.consents())["items"]
    for one in found:
        if action not in one["needed_for"] or one["state"] == "given":
            continue
        with scenario.narrator.step(f"阅读并单独同意《{one['title']}》"):
            given = (await scenario.client.give_consent(one["kind"], one["version"])).data
            ensure(given["state"] == "given", f"同意后状态为 {given['state']}")
            if one["is_separate"]:
                ensure(given["consequences"], "没有说明撤回的后果")
