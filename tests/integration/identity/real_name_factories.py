"""Short ways through a real-name verification."""

import pytest
from contracts.context import CallContext
from contracts.errors import ValidationFailed
from identity_factories import Scenario

REASON = {"item": "holding", "code": "holding_unclear"}


def submit(identity: Scenario, applicant: CallContext, **changes: str) -> dict:
    photos = identity.photos(applicant.actor_id or "")
    body = {**photos, "authority_id": "au-110000", **changes}
    return identity.call("submit_real_name", applicant, body=body)


def act(identity: Scenario, reviewer: CallContext, step: str, case_id: str, **more: object) -> dict:
    return identity.call(f"{step}_review", reviewer, kind="real_name", case_id=case_id, **more)


def violations(refusal: pytest.ExceptionInfo[ValidationFailed]) -> dict[str, str]:
    return {error["field"]: error["code"] for error in refusal.value.details["errors"]}
