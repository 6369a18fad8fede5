"""R2.2.2: photos before log-in: by a token, of few kinds, under an owner of the token's own."""

from datetime import timedelta

import pytest
from chassis.storage.staging import BEFORE_LOG_IN
from contracts.errors import ValidationFailed, Violation
from file_factories import photo
from gateway.attachments.staging import LIFE_BEFORE_LOG_IN
from gateway_fakes import FakeServices, Running

OWNER = f"{BEFORE_LOG_IN}0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e"
PATH = "/phone-recoveries/attachments"


def send(client, kind: str = "id_portrait"):
    return client.post(
        PATH,
        files={"file": ("照片.jpg", photo(), "image/jpeg")},
        data={"kind": kind},
        headers={"X-Upload-Token": "a-token"},
    )


def test_R2_2_2_a_photo_is_staged_under_the_tokens_id(
    gateway: Running, services: FakeServices
) -> None:
    services.answers["identity.count_upload"] = {"owner_id": OWNER}
    with gateway.client() as client:
        answer = send(client)
    assert answer.status_code == 201, answer.text
    assert OWNER not in answer.text
    [call] = services.calls
    assert call.arguments == {"upload_token": "a-token"}


@pytest.mark.parametrize("kind", ["photo", "transfer_proof", "holiday"])
def test_R2_2_2_other_kinds_are_refused(
    gateway: Running, services: FakeServices, kind: str
) -> None:
    services.answers["identity.count_upload"] = {"owner_id": OWNER}
    with gateway.client() as client:
        answer = send(client, kind)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "kind"


def test_R2_2_2_without_a_token_nothing_is_read(gateway: Running, services: FakeServices) -> None:
    wrong = Violation("upload_token", "identity.upload_token_invalid")
    services.answers["identity.count_upload"] = ValidationFailed.of([wrong])
    with gateway.client() as client:
        answer = send(client)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "upload_token"


def test_R2_2_2_the_state_is_asked_with_the_token_of_the_header(
    gateway: Running, services: FakeServices
) -> None:
    services.answers["identity.get_phone_recovery"] = {"status": "submitted"}
    with gateway.client() as client:
        answer = client.get("/phone-recoveries/r-1", headers={"X-Recovery-Token": "t"})
    assert answer.json() == {"status": "submitted"}
    assert services.calls[0].arguments == {"recovery_id": "r-1", "recovery_token": "t"}


def test_R2_2_2_photos_before_log_in_are_swept_sooner() -> None:
    assert timedelta(hours=1) < LIFE_BEFORE_LOG_IN < timedelta(hours=24)
