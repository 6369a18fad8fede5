"""The providers that the settings name.

`AUSM_SMS_PROVIDERS` lists names, in the order in which they are tried, or each with a weight:
`aliyun:3,tencent:1`. A provider NAME has `AUSM_SMS_NAME_KIND` (`aliyun`, `tencent`, `http` or
`sandbox`; may be left out where the name is the kind) and what its kind needs: `…_URL`, `…_KEY_ID`,
`…_SECRET`, `…_APP_ID`; `…_SIGN`, `…_TEMPLATES` (JSON of template and code), `…_REPORT_TOKEN`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from chassis.config import SETTINGS_KEY, Settings
from chassis.db import Db
from nameko.extensions import DependencyProvider

from notify.domain.rendering import SIGN
from notify.providers.fleet import Fleet, Member
from notify.providers.http import HttpProvider
from notify.providers.network import Account
from notify.providers.port import SmsProvider
from notify.providers.sandbox import SandboxProvider

KINDS = ("aliyun", "tencent", "http", "sandbox")
_ADDRESSES = {
    "aliyun": "https://dysmsapi.aliyuncs.com",
    "tencent": "https://sms.tencentcloudapi.com",
}
_SHORTEST_TOKEN = 16


class SandboxClosed(RuntimeError):
    """A sandbox provider is named although the sandbox is not open."""


def provider_weights(settings: Settings) -> dict[str, int | None]:
    """Return the providers' names and weights; an open sandbox has one without settings.

    Raises ValueError unless all have a weight or none.
    """
    default = "sandbox" if settings.sandbox else ""
    listed = settings.text("AUSM_SMS_PROVIDERS", default).split(",")
    found = dict(_name_and_weight(entry.strip()) for entry in listed if entry.strip())
    if None in found.values() and len(set(map(type, found.values()))) > 1:
        raise ValueError("AUSM_SMS_PROVIDERS: give each provider a weight (name:3), or none")
    return found


def _name_and_weight(entry: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"([a-zA-Z0-9_]+)(?::([0-9]{1,4}))?", entry)
    if match is None:
        raise ValueError(f"AUSM_SMS_PROVIDERS: {entry} is neither a name nor name:weight")
    return match[1], None if match[2] is None else int(match[2])


def make_provider(settings: Settings, name: str, db: Db, *, is_first: bool) -> SmsProvider:
    """Return the provider of this name; raises SettingMissing for what it lacks."""
    prefix = f"AUSM_SMS_{name.upper()}"
    kind = settings.text(f"{prefix}_KIND", name)
    if kind == "sandbox":
        if not settings.sandbox:
            raise SandboxClosed(f"{name} is a sandbox: set AUSM_SANDBOX=1 or name another one")
        return SandboxProvider(name, db, is_first=is_first)
    if kind == "http":
        url, key_id = settings.text(f"{prefix}_URL"), settings.text(f"{prefix}_KEY_ID")
        return HttpProvider(name, url, key_id, settings.text(f"{prefix}_SECRET"))
    if kind not in KINDS:
        raise ValueError(f"{prefix}_KIND is {kind}: it must be one of {', '.join(KINDS)}")
    return _official(kind, name, _account_of(settings, prefix, kind))


def _official(kind: str, name: str, account: Account) -> SmsProvider:
    # The official clients are large: only who uses one loads it.
    if kind == "aliyun":
        from notify.providers.aliyun import AliyunProvider

        return AliyunProvider(name, account)
    from notify.providers.tencent import TencentProvider

    return TencentProvider(name, account)


def _account_of(settings: Settings, prefix: str, kind: str) -> Account:
    address = urlsplit(settings.text(f"{prefix}_URL", _ADDRESSES[kind]))
    if address.scheme not in ("http", "https") or not address.netloc:
        raise ValueError(f"{prefix}_URL must be an address such as {_ADDRESSES[kind]}")
    if address.scheme != "https" and not settings.sandbox:
        raise ValueError(f"{prefix}_URL must be https outside of the sandbox")
    return Account(
        host=address.netloc,
        scheme=address.scheme,
        key_id=settings.text(f"{prefix}_KEY_ID"),
        secret=settings.text(f"{prefix}_SECRET"),
        region=settings.text(f"{prefix}_REGION", "ap-guangzhou"),
        app_id=settings.text(f"{prefix}_APP_ID") if kind == "tencent" else "",
    )


def make_member(
    settings: Settings, name: str, weight: int | None, db: Db, *, is_first: bool
) -> Member:
    """Return a provider with its weight, sign and codes of templates."""
    prefix = f"AUSM_SMS_{name.upper()}"
    sign = settings.text(f"{prefix}_SIGN", SIGN).strip("【】")
    codes = _codes_of(f"{prefix}_TEMPLATES", settings.text(f"{prefix}_TEMPLATES", "{}"))
    provider = make_provider(settings, name, db, is_first=is_first)
    return Member(provider, weight, sign, codes)


def _codes_of(setting: str, text: str) -> Mapping[str, str]:
    try:
        codes = json.loads(text)
    except ValueError:
        codes = None
    if not isinstance(codes, dict) or not all(isinstance(code, str) for code in codes.values()):
        raise ValueError(f'{setting} must be JSON of texts, such as {{"code_register":"SMS_1"}}')
    return codes


def report_tokens(settings: Settings, names: list[str]) -> dict[str, str]:
    """Return the tokens by which providers that report by themselves are known."""
    tokens: dict[str, str] = {}
    for name in names:
        setting = f"AUSM_SMS_{name.upper()}_REPORT_TOKEN"
        token = settings.text(setting, "")
        if token and len(token) < _SHORTEST_TOKEN:
            raise ValueError(f"{setting} needs {_SHORTEST_TOKEN} characters or more")
        tokens |= {name: token} if token else {}
    return tokens


@dataclass(frozen=True, slots=True)
class Carriers:
    """The providers, who may report, and whether the sandbox's inbox may be read."""

    fleet: Fleet
    sandbox: bool
    report_tokens: Mapping[str, str] = field(default_factory=dict, repr=False)


class SmsProviders(DependencyProvider):
    """Gives each worker the providers, made once for the process."""

    def start(self) -> None:
        """Make the providers, so that a wrong setting stops the service at its start."""
        settings = self.container.config[SETTINGS_KEY]
        db = self.container.database.for_context(None)
        weights = provider_weights(settings)
        members = [
            make_member(settings, name, weight, db, is_first=name == next(iter(weights)))
            for name, weight in weights.items()
        ]
        tokens = report_tokens(settings, list(weights))
        self._carriers = Carriers(Fleet(members), settings.sandbox, tokens)

    def get_dependency(self, _worker_ctx: Any) -> Carriers:
        """Return the providers, the same for every worker."""
        return self._carriers
