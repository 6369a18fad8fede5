"""R8.1: a composition that lacks a secret does not start, and says which one it lacks."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from native.errors import StackError
from support.compose.composition import Composition
from support.compose.engine import Compose, containers, logs_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240, func_only=True)]

_PROJECT = "ausm-lacking"
# What each program cannot do without, of the secrets that it is given.
_ROLES = {
    "identity": "jwt_private.pem",
    "collection": "master_keys",
    "changes": "changes_database_url",
    "transfer": "transfer_s3_url",
    "notify": "notify_amqp_uri",
    "gateway": "redis_url",
    "migrate-identity": "identity_database_url",
    "seed": "index_key",
    "setup-databases": "postgres_admin_url",
    "setup-broker": "rabbitmq_api_url",
    "setup-buckets": "s3_admin_url",
    "postgres": "postgres_password",
    "minio": "minio_root_password",
}


@pytest.fixture
def lacking(stack: Composition, tmp_path: Path) -> Iterator[Callable[[str], Compose]]:
    """Return a composition of its own whose file of one secret is empty."""
    folder = tmp_path / "secrets"
    made: list[Compose] = []

    def compose(secret: str) -> Compose:
        shutil.copytree(stack.secrets, folder)
        (folder / secret).unlink()
        (folder / secret).write_text("")
        variables = {
            **os.environ,
            "COMPOSE_PROJECT_NAME": _PROJECT,
            "AUSM_SECRETS": str(folder),
            "AUSM_HTTP_PORT": "0",
        }
        made.append(Compose(("docker-compose.yml",), variables))
        return made[0]

    yield compose
    for each in made:
        each.run("down", "--volumes", "--remove-orphans", "-t", "2", seconds=120)


@pytest.mark.parametrize(
    "secret",
    [pytest.param(name, id=f"R8.1-{name}") for name in ("redis.conf", "rabbitmq_user.conf")],
)
def test_nothing_starts_and_the_secret_is_named(
    lacking: Callable[[str], Compose], secret: str
) -> None:
    with pytest.raises(StackError):
        lacking(secret).run("up", "-d", "--no-build", seconds=120)
    begun = [one for one in containers(_PROJECT) if one.state != "created"]
    assert [(one.service, one.exit_code) for one in begun] == [("check-secrets", 2)]
    assert f"the secret {secret} is empty" in logs_of(begun[0])


@pytest.mark.parametrize("role", [pytest.param(name, id=f"R8.1-{name}") for name in _ROLES])
def test_a_program_that_loses_its_secret_later_ends_and_names_it(
    lacking: Callable[[str], Compose], role: str
) -> None:
    secret = _ROLES[role]
    compose = lacking(secret)
    with pytest.raises(StackError, match=rf"the secret {secret} is (missing|empty)"):
        compose.run("run", "--rm", "-T", "--no-deps", role, seconds=100)
