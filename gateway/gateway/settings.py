"""Settings of the gateway, from the environment; every value may also come from a file (`*_FILE`)."""

from dataclasses import dataclass, field, fields

from chassis import config

# What one account may have uploaded and not yet used: several times what the longest form takes.
STAGED_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Rate limits in the notation of the `limits` library."""

    ip: str = "6000/minute"
    account: str = "600/minute"
    sensitive: str = "240/minute"
    upload: str = "120/minute"
    reference: str = "6000/minute"

    @classmethod
    def from_env(cls, env: config.Settings) -> "Limits":
        """Read `AUSM_LIMIT_IP` and so on, each such as `1200/minute`."""
        default = cls()
        names = [field.name for field in fields(cls)]
        return cls(
            **{
                name: env.text(f"AUSM_LIMIT_{name.upper()}", getattr(default, name))
                for name in names
            }
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one gateway process."""

    amqp_uri: str
    s3_url: str
    jwt_public_key: str
    redis_url: str | None = None
    bucket_prefix: str = "ausm-"
    sandbox: bool = False
    secure_cookies: bool = True
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    log_level: str = "INFO"
    trusted_proxies: str = ""
    known_networks: str = ""
    rpc_timeout: float = 8.0
    optional_seconds: float = config.OPTIONAL_SECONDS
    rpc_window: int = 512
    storage_threads: int = 16
    streams_per_person: int = 5
    heartbeat_seconds: float = 20.0
    upload_seconds: float = 120.0
    staged_bytes: int = STAGED_BYTES
    clamav: str = ""
    drain_seconds: float = 0.0
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def from_env(cls) -> "Settings":
        """Read the environment; raise naming the variable that is missing or malformed."""
        env = config.Settings.load()
        return cls(
            amqp_uri=env.amqp_uri,
            s3_url=env.s3_url,
            jwt_public_key=env.jwt_public_key,
            redis_url=env.redis_url,
            bucket_prefix=env.s3_bucket_prefix,
            sandbox=env.sandbox,
            secure_cookies=env.text("AUSM_SECURE_COOKIES", "1") == "1",
            host=env.text("AUSM_SERVICE_HOST", "127.0.0.1"),
            port=env.number("AUSM_SERVICE_PORT", 8000),
            metrics_host=env.metrics_host,
            metrics_port=env.metrics_port,
            log_level=env.log_level,
            trusted_proxies=env.text("AUSM_TRUSTED_PROXIES", ""),
            known_networks=env.text("AUSM_KNOWN_NETWORKS", ""),
            rpc_timeout=float(env.text("AUSM_RPC_TIMEOUT", "8")),
            optional_seconds=env.optional_seconds,
            rpc_window=env.number("AUSM_RPC_WINDOW", 512),
            clamav=env.text("AUSM_CLAMAV", ""),
            staged_bytes=env.number("AUSM_STAGED_BYTES", STAGED_BYTES),
            drain_seconds=float(env.text("AUSM_LEAVE_SECONDS", "0")),
            limits=Limits.from_env(env),
        )
