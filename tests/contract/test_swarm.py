"""R8.1: the Swarm stack says what docker-compose.yml says."""

from typing import Any

import pytest
import yaml
from native.layout import REPOSITORY

from tools.swarm import build, translate

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
STACK: dict[str, Any] = yaml.safe_load((REPOSITORY / "ops/swarm/stack.yml").read_text())
JOBS = (REPOSITORY / "ops/swarm/jobs.sh").read_text()
LASTING = [
    name
    for name, service in COMPOSE["services"].items()
    if service.get("restart") != "no" and "profiles" not in service
]
ONCE = [
    name
    for name, service in COMPOSE["services"].items()
    if service.get("restart") == "no" and "profiles" not in service and name != "check-secrets"
]


def test_R8_1_files_are_up_to_date() -> None:
    for name, text in build.build().items():
        kept = (REPOSITORY / "ops/swarm" / name).read_text()
        assert kept == text, f"{name}: run python -m tools.swarm.build"


def test_R8_1_every_service_and_job_is_there() -> None:
    assert sorted(STACK["services"]) == sorted(LASTING)
    called = [line.split()[1] for line in JOBS.splitlines() if line.startswith("job ")]
    assert sorted(called) == sorted(ONCE)
    assert called.index("setup-databases") < called.index("migrate-identity") < called.index("seed")


@pytest.mark.parametrize("name", LASTING)
@pytest.mark.parametrize(
    "key", ["image", "command", "environment", "networks", "healthcheck", "read_only", "cap_drop"]
)
def test_both_say_the_same(name: str, key: str) -> None:
    assert STACK["services"][name].get(key) == COMPOSE["services"][name].get(key)


@pytest.mark.parametrize("name", LASTING)
def test_R8_4_secrets_reach_the_same_services(name: str) -> None:
    given = STACK["services"][name].get("secrets", [])
    assert given == COMPOSE["services"][name].get("secrets", [])
    for each in given:
        assert (each if isinstance(each, str) else each["source"]) in STACK["secrets"]


@pytest.mark.parametrize("name", LASTING)
def test_R8_1_every_mount_is_a_volume_a_config_or_memory(name: str) -> None:
    service = STACK["services"][name]
    for mount in service.get("volumes", []):
        kind = mount["type"] if isinstance(mount, dict) else "volume"
        assert kind == "tmpfs" or mount.split(":")[0] in STACK["volumes"]
    mounts = len(COMPOSE["services"][name].get("volumes", []))
    memory = len(COMPOSE["services"][name].get("tmpfs", [])) + (
        "shm_size" in COMPOSE["services"][name]
    )
    found = len(service.get("volumes", [])) + len(service.get("configs", []))
    assert found == mounts + memory


@pytest.mark.parametrize("name", LASTING)
def test_R8_1_what_serves_people_is_renewed_before_the_old_goes(name: str) -> None:
    deploy = STACK["services"][name]["deploy"]
    assert deploy["endpoint_mode"] == "dnsrr"
    limits = deploy["resources"]["limits"]
    assert limits["memory"] == COMPOSE["services"][name]["mem_limit"]
    assert limits.get("pids") == COMPOSE["services"][name].get("pids_limit")
    assert deploy["update_config"]["failure_action"] == "rollback"
    is_ours = name in translate.REPLICATED
    assert deploy["update_config"]["order"] == ("start-first" if is_ours else "stop-first")


def test_R8_1_ports_are_the_machines_own() -> None:
    """The routing mesh needs IPVS, which not every kernel has, and hides the caller's address."""
    ports = {name: service.get("ports", []) for name, service in STACK["services"].items()}
    assert [port["mode"] for each in ports.values() for port in each] == ["host"]
    [port] = ports["proxy"]
    assert (port["target"], port["published"]) == (8080, "${AUSM_HTTP_PORT:-8080}")


def test_R8_1_inner_networks_stay_inner() -> None:
    for name, options in COMPOSE["networks"].items():
        assert STACK["networks"][name].get("internal") == (options or {}).get("internal")
        assert STACK["networks"][name]["driver"] == "overlay"


@pytest.mark.parametrize("name", ONCE)
def test_R8_4_a_job_is_given_what_compose_gives_it(name: str) -> None:
    text = next(each for each in JOBS.split("\njob ") if each.startswith(f"{name} "))
    service = COMPOSE["services"][name]
    assert f'"{service["image"]}"' in text
    assert f'"{" ".join(service["secrets"])}"' in text
    for key, value in service.get("environment", {}).items():
        assert f'"{key}={value}"' in text
    assert text.count("=/run/secrets/") == sum(
        str(value).startswith("/run/secrets/") for value in service.get("environment", {}).values()
    )
