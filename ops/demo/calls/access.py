"""Calls for coming in: captcha, SMS code, registration, sessions."""

import base64
import hashlib
import time
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from demo.people import Person
from demo.transport import Answer, Problem, Transport, new_key


def find_number(salt: str, challenge: str, max_number: int) -> int:
    """Return the number whose SHA-256 after the salt is the challenge."""
    salted = hashlib.sha256(salt.encode())
    for number in range(max_number + 1):
        digest = salted.copy()
        digest.update(str(number).encode())
        if digest.hexdigest() == challenge:
            return number
    raise ValueError("no number solves the captcha")


def code_now(secret: str) -> str:
    """Return the one-time password that an app shows at this moment."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303 - RFC 6238
    return app.generate(int(time.time())).decode()


class AccessCalls(Transport):
    """What anybody may call before and while logged in."""

    # The second factor of whoever logs in by this client.
    totp_secret: str | None = None

    async def ready(self) -> dict[str, Any]:
        """Return the state of every dependency."""
        return (await self.call("GET", "/health/ready")).data

    async def solved_captcha(self) -> dict[str, str]:
        """Return the fields of a captcha, a proof of work done here as any client does it."""
        captcha = (await self.call("POST", "/captchas", json={"kind": "proof_of_work"})).data
        number = find_number(captcha["salt"], captcha["challenge"], captcha["maxnumber"])
        return {"captcha_id": captcha["captcha_id"], "captcha_text": str(number)}

    async def request_sms_code(self, phone: str, purpose: str = "register") -> Answer:
        """Ask for an SMS code."""
        names = {"purpose": purpose, "phone": phone}
        return await self._with_captcha("/sms-codes", names, keyed=True)

    async def sms_code(self, delivery_id: str) -> dict[str, Any]:
        """Return what became of an SMS code."""
        path, operation = f"/sms-codes/{delivery_id}", "GET /sms-codes/{id}"
        return (await self.call("GET", path, operation=operation)).data

    async def consent_documents(self, needed_for: str | None = None) -> list[dict[str, Any]]:
        """Return the documents that an action needs agreement to, registration by default."""
        params = {"needed_for": needed_for} if needed_for else None
        return (await self.call("GET", "/reference/consent-documents", params=params)).rows

    async def register(
        self, person: Person, sms_code: str, *, key: str | None = None, **changes: Any
    ) -> Answer:
        """Register, agreeing to what registration asks; `changes` overwrite fields of the body."""
        shown = await self.consent_documents()
        consents = [{"kind": one["kind"], "version": one["version"]} for one in shown]
        body = person.registration() | {"sms_code": sms_code, "consents": consents} | changes
        return await self.call("POST", "/accounts", json=body, key=key or new_key())

    async def log_in(self, login: str, password: str) -> dict[str, Any]:
        """Log in with an ID or mobile number and keep the tokens; returns the answer."""
        return await self._open_session("/sessions", {"login": login, "password": password})

    async def log_in_staff(self, username: str, password: str) -> dict[str, Any]:
        """Log in as staff of an authority; those of the sandbox by the second factor that it shows."""
        give_up = time.monotonic() + self.patience
        while True:
            try:
                return await self._log_in_staff(username, password)
            except Problem as problem:
                # The second step was done and its answer lost.
                if problem.code != "identity.challenge_invalid" or time.monotonic() >= give_up:
                    raise

    async def _log_in_staff(self, username: str, password: str) -> dict[str, Any]:
        names = {"username": username, "password": password}
        answer = await self._with_captcha("/staff/sessions", names)
        challenge = answer.data.get("challenge")
        if not challenge:
            return self._keep(answer)
        if challenge["next"] == "totp":
            return await self.pass_second_step(challenge, await self._shown_secret(username))
        return await self.enrol(challenge)

    async def enrol(self, challenge: dict[str, Any]) -> dict[str, Any]:
        """Take a second factor at the first log-in; the answer has the recovery codes."""
        body = {"challenge_token": challenge["challenge_token"]}
        offer = (await self.call("POST", "/staff/sessions/totp-enrolment", json=body)).data
        return await self.pass_second_step(challenge, offer["secret"])

    async def pass_second_step(self, challenge: dict[str, Any], secret: str) -> dict[str, Any]:
        """Compute the code as an app does, and keep the tokens."""
        self.totp_secret = secret
        body = {"challenge_token": challenge["challenge_token"], "code": code_now(secret)}
        return self._keep(await self.call("POST", "/staff/sessions/totp", json=body))

    async def _shown_secret(self, username: str) -> str:
        if self.totp_secret is None:
            personas = (await self.call("GET", "/sandbox/personas")).rows
            shown = {one["login"]: one["totp_secret"] for one in personas}
            self.totp_secret = shown[username]
        return self.totp_secret

    async def _open_session(self, path: str, names: dict[str, str]) -> dict[str, Any]:
        return self._keep(await self._with_captcha(path, names))

    async def _with_captcha(
        self, path: str, names: dict[str, str], *, keyed: bool = False
    ) -> Answer:
        """Send a form with a solved captcha.

        A captcha is burnt even where the rest then fails: a patient client solves another.
        """
        give_up = time.monotonic() + self.patience
        while True:
            body = names | await self.solved_captcha()
            try:
                return await self.call("POST", path, json=body, key=new_key() if keyed else None)
            except Problem as problem:
                if "captcha_text" not in problem.fields or time.monotonic() >= give_up:
                    raise

    def _keep(self, answer: Answer) -> dict[str, Any]:
        self.access_token = answer.data["access_token"]
        self.refresh_token = answer.data.get("refresh_token")
        return answer.data

    async def refresh(self, refresh_token: str | None = None) -> dict[str, Any]:
        """Exchange the refresh token for new tokens."""
        body = {"refresh_token": refresh_token or self.refresh_token}
        return self._keep(await self.call("POST", "/sessions/refresh", json=body))

    async def sessions(self) -> list[dict[str, Any]]:
        """Return one's open sessions."""
        return (await self.call("GET", "/sessions")).rows

    async def end_session(self, session_id: str = "current") -> Answer:
        """End one session."""
        operation = "DELETE /sessions/{id}"
        return await self.call("DELETE", f"/sessions/{session_id}", operation=operation)

    async def reset_password(self, body: dict[str, Any]) -> Answer:
        """Set a new password with the details of the registration."""
        return await self.call("POST", "/password-resets", json=body)
