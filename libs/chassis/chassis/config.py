"""Settings from the environment; secrets may come from files (`AUSM_X_FILE` names the file)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS_KEY = "ausm"


class SettingMissing(RuntimeError):
    """A setting that this process needs is not there; the text names it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set: set it, or {name}_FILE to a file that holds it")


@dataclass(frozen=True)
class Settings:
    """Settings of one process; what is not needed may be absent until it is asked for."""

    values: Mapping[str, str] = field(repr=False)

    @classmethod
    def load(cls, **overrides: str) -> "Settings":
        """Return the settings of this process's environment, with some replaced."""
        return cls({**os.environ, **overrides})

    def text(self, name: str, default: str | None = None) -> str:
        """Return a setting, from its file if `<name>_FILE` is given.

        Raises SettingMissing when there is neither value nor default.
        """
        if value := self.values.get(name):
            return value
        if path := self.values.get(f"{name}_FILE"):
            return Path(path).read_text(encoding="utf-8").strip()
        if default is None:
            raise SettingMissing(name)
        return default

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        return int(self.text(name, str(default)))

    def flag(self, name: str) -> bool:
        """Tell whether a switch is on."""
        return self.text(name, "0").lower() in ("1", "true", "yes", "on")

    @property
    def amqp_uri(self) -> str:
        """Address of the broker with user and virtual host."""
        return self.text("AUSM_AMQP_URI")

    @property
    def database_url(self) -> str:
        """Address of the service's own database."""
        return self.text("AUSM_DATABASE_URL")

    @property
    def s3_url(self) -> str:
        """Address of the object store: `http://key:secret@host:port`."""
        return self.text("AUSM_S3_URL")

    @property
    def s3_bucket_prefix(self) -> str:
        """What every bucket's name begins with."""
        return self.text("AUSM_S3_BUCKET_PREFIX", "ausm-")

    @property
    def redis_url(self) -> str:
        """Address of the store of rate limits."""
        return self.text("AUSM_REDIS_URL")

    @property
    def master_keys(self) -> str:
        """Key ring of the field cipher: `id:base64,…`, the current key first."""
        return self.text("AUSM_MASTER_KEYS")

    @property
    def index_key(self) -> str:
        """Base64 key of the blind index."""
        return self.text("AUSM_INDEX_KEY")

    @property
    def jwt_private_key(self) -> str:
        """PEM of the key that signs access tokens."""
        return self.text("AUSM_JWT_PRIVATE_KEY")

    @property
    def jwt_public_key(self) -> str:
        """PEM of the key that checks access tokens."""
        return self.text("AUSM_JWT_PUBLIC_KEY")

    @property
    def sandbox(self) -> bool:
        """Tell whether the sandbox (readable SMS and captchas, demo people) is open."""
        return self.flag("AUSM_SANDBOX")

    @property
    def max_workers(self) -> int:
        """How many calls and events one process works on at a time."""
        return self.number("AUSM_MAX_WORKERS", 10)

    @property
    def metrics_port(self) -> int:
        """Port of the metrics page; 0 means none."""
        return self.number("AUSM_METRICS_PORT", 0)

    @property
    def metrics_host(self) -> str:
        """Address that the metrics page listens on."""
        return self.text("AUSM_METRICS_HOST", "127.0.0.1")

    @property
    def log_level(self) -> str:
        """Least severity that is logged."""
        return self.text("AUSM_LOG_LEVEL", "INFO").upper()
