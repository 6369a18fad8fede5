"""The settings that each of our processes is started with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from native import keys as names
from native import postgres, rabbitmq, simulators, stores
from native.keys import Keys
from native.layout import SERVICES

_S3_USER = "ausm"


@dataclass(frozen=True, slots=True)
class Environment:
    """Builds the environment of services and gateway from ports and secrets."""

    state: Path
    ports: Mapping[str, int]
    keys: Keys
    sandbox: bool

    def of(self, name: str) -> dict[str, str]:
        """Return the environment of a service or of the gateway."""
        return self.gateway() if name == "gateway" else self.service(name)

    def service(self, name: str) -> dict[str, str]:
        """Return a service's environment: its own database and broker user, never another's."""
        keys = self.keys
        settings = self._shared(name) | {
            "AUSM_DATABASE_URL": self.database_url(name),
            "AUSM_MASTER_KEYS_FILE": str(keys.path(names.MASTER_KEYS)),
            "AUSM_INDEX_KEY_FILE": str(keys.path(names.INDEX_KEY)),
        }
        if name == "identity":
            settings["AUSM_AUDIT_KEYS_FILE"] = str(keys.path(names.AUDIT_KEYS))
            settings["AUSM_JWT_PRIVATE_KEY_FILE"] = str(keys.path(names.JWT_PRIVATE_KEY))
            settings["AUSM_JWT_PUBLIC_KEY_FILE"] = str(keys.path(names.JWT_PUBLIC_KEY))
            settings |= self._simulated()
        return settings

    def gateway(self) -> dict[str, str]:
        """Return the gateway's environment: no database, no field keys."""
        return self._shared("gateway") | {
            "AUSM_SERVICE_PORT": str(self.ports["gateway"]),
            "AUSM_SERVICE_HOST": "127.0.0.1",
            # Browsers keep secure cookies for https only, and the native stack speaks http.
            "AUSM_SECURE_COOKIES": "0",
            "AUSM_JWT_PUBLIC_KEY_FILE": str(self.keys.path(names.JWT_PUBLIC_KEY)),
            "AUSM_REDIS_URL": self.redis_url(),
        }

    def database_url(self, service: str) -> str:
        """Return the address of a service's database with its own role."""
        role = role_of(service)
        return postgres.url(
            self.ports["postgres"], role, self.keys.password(f"database:{service}"), role
        )

    def admin_database_url(self) -> str:
        """Return the address by which the cluster's owner sets up roles and databases."""
        return postgres.url(
            self.ports["postgres"], postgres.OWNER, self.keys.password("postgres"), "postgres"
        )

    def broker_url(self, user: str) -> str:
        """Return the broker's address for one of its users."""
        return rabbitmq.url(self.ports["rabbitmq"], user, self.keys.password(f"broker:{user}"))

    def s3_url(self) -> str:
        """Return the object store's address with its keys."""
        return stores.s3_url(self.ports["s3"], _S3_USER, self.keys.password("s3"))

    def redis_url(self) -> str:
        """Return the address of the store of rate limits."""
        return stores.redis_url(self.ports["redis"], self.keys.password("redis"))

    def s3_keys(self) -> tuple[str, str]:
        """Return the object store's key and secret."""
        return _S3_USER, self.keys.password("s3")

    def database_roles(self) -> dict[str, str]:
        """Return the passwords of the services' database roles."""
        return {role_of(name): self.keys.password(f"database:{name}") for name in SERVICES}

    def _simulated(self) -> dict[str, str]:
        """Return the settings of what is simulated; a stack of an earlier version has no port."""
        names = simulators.wanted(sandbox=self.sandbox)
        if simulators.ALIPAY not in names or not {"gateway", *names} <= self.ports.keys():
            return {}
        return simulators.settings(self.keys.path(""), self.ports)

    def _shared(self, name: str) -> dict[str, str]:
        return {
            "AUSM_AMQP_URI": self.broker_url(name),
            "AUSM_S3_URL": self.s3_url(),
            "AUSM_SANDBOX": "1" if self.sandbox else "0",
            "AUSM_METRICS_PORT": str(self.ports[f"metrics_{name}"]),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.state / "pycache"),
            # glibc gives each thread its own heap otherwise: tens of MB for each process.
            "MALLOC_ARENA_MAX": "2",
        }


def role_of(service: str) -> str:
    """Return the name of a service's database and of its log-in role."""
    return f"ausm_{service}"
