"""Somebody who has lost their phone applies for another number, without logging in."""

from dataclasses import dataclass
from typing import Any

from demo.client import AusmClient
from demo.scenario import Scenario, code_in, eventually, picture_of
from demo.transport import new_key

from support.scenarios import Scenarios

KIND = "phone_recovery"
PHOTOS = {"portrait_side": "id_portrait", "reverse_side": "id_reverse", "holding": "id_holding"}


@dataclass
class LostPhone:
    """An application, who made it, and the number that is to be the account's."""

    client: AusmClient
    phone: str
    recovery_id: str
    token: str

    async def state(self) -> dict[str, Any]:
        """Return the state as the applicant reads it."""
        path, headers = f"/phone-recoveries/{self.recovery_id}", {"X-Recovery-Token": self.token}
        operation = "GET /phone-recoveries/{id}"
        return (await self.client.call("GET", path, operation=operation, headers=headers)).data

    async def reaches(self, status: str, seconds: float) -> dict[str, Any]:
        """Wait until the application is in a state, and return it."""

        async def reached() -> dict[str, Any] | None:
            state = await self.state()
            return state if state["status"] == status else None

        return await eventually(reached, f"the application is not {status}", seconds)


async def apply(scenario: Scenario, scenarios: Scenarios, **changes: Any) -> LostPhone:
    """Prove a new number, upload the photos, and apply for the person's account."""
    client, phone = scenarios.clients.new_client(), scenarios.clients.person().phone
    token = await upload_token(client, phone)
    photos = {slot: await upload(scenario, client, token, kind) for slot, kind in PHOTOS.items()}
    person = scenario.person.registration()
    names = ("id_type", "id_number", "name", "nationality")
    body = {name: person[name] for name in names if person.get(name)} | photos
    body |= {"upload_token": token, "authority_id": scenario.elsewhere.authority_id} | changes
    made = (await client.call("POST", "/phone-recoveries", json=body, key=new_key())).data
    return LostPhone(client, phone, made["recovery_id"], made["recovery_token"])


async def upload_token(client: AusmClient, phone: str) -> str:
    """Prove a number by its code and return the upload token."""
    await client.request_sms_code(phone, KIND)
    code = code_in(await newest_sms(client, phone, "更换为本号码，验证码"))
    body = {"phone": phone, "sms_code": code}
    path = "/phone-recoveries/upload-tokens"
    token: str = (await client.call("POST", path, json=body, key=new_key())).data["upload_token"]
    return token


async def upload(scenario: Scenario, client: AusmClient, token: str, kind: str) -> str:
    """Upload one photo without logging in."""
    picture = picture_of(kind, f"{scenario.person.id_number}-{scenario.rng.random()}")
    answer = await client.call(
        "POST",
        "/phone-recoveries/attachments",
        files={"file": ("照片.jpg", picture, "image/jpeg")},
        data={"kind": kind},
        headers={"X-Upload-Token": token},
        key=new_key(),
    )
    attachment_id: str = answer.data["attachment_id"]
    return attachment_id


async def newest_sms(client: AusmClient, phone: str, words: str) -> str:
    """Return the newest SMS to a number that holds these words, waiting for it."""

    async def probe() -> str | None:
        texts = [one["text"] for one in await client.sandbox_sms(phone) if words in one["text"]]
        return texts[0] if texts else None

    return await eventually(probe, f"no SMS “{words}”", 30)
