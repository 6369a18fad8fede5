"""R8.1, R8.4: what docker-compose.yml promises operators, read from the file itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from contracts.attachments import ATTACHMENT_RULES
from deploy.names import GIVEN, OPTIONAL, REQUIRED
from gateway.attachments import judge, judging, places
from native.layout import BROKER_USERS, S3_USERS, SERVICES

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSITION: dict[str, Any] = yaml.safe_load(FILE.read_text())
ALL: dict[str, dict[str, Any]] = COMPOSITION["services"]
OURS = {name: each for name, each in ALL.items() if each["image"].startswith("${AUSM_IMAGES")}
JOBS = {name: each for name, each in ALL.items() if each.get("restart") == "no"}
# An estimate with room to spare; not measured.
GATEWAY_ITSELF = 192 * 2**20
STORES = ("postgres", "rabbitmq", "minio", "valkey")


def each_of(services: dict[str, dict[str, Any]]) -> Any:
    return pytest.mark.parametrize(
        "name", [pytest.param(name, id=f"R8.1-{name}") for name in services]
    )


def secrets_of(name: str) -> set[str]:
    listed = ALL[name].get("secrets", [])
    return {secret if isinstance(secret, str) else secret["source"] for secret in listed}


def waited_for(name: str) -> Iterator[str]:
    """Yield everything that is up or done before the service starts."""
    for other in ALL[name].get("depends_on", {}):
        yield other
        yield from waited_for(other)


def bytes_of(size: str) -> int:
    plain = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", size)
    return int(plain[:-1]) * {"m": 2**20, "g": 2**30}[plain[-1]]


@each_of({name: each for name, each in ALL.items() if name not in JOBS})
def test_a_program_that_stays_is_watched_and_comes_back(name: str) -> None:
    check = ALL[name]["healthcheck"]
    assert check["test"]
    assert ALL[name]["restart"] == "unless-stopped"
    # A busy machine takes seconds to start the program that asks.
    assert int(check["timeout"].removesuffix("s")) >= 10


@each_of({name: each for name, each in JOBS.items() if "profiles" not in each})
def test_a_job_runs_once_and_others_wait_for_its_success(name: str) -> None:
    waits = [
        wait["condition"]
        for each in ALL.values()
        for other, wait in each.get("depends_on", {}).items()
        if other == name
    ]
    assert waits
    assert set(waits) == {"service_completed_successfully"}


@each_of(ALL)
def test_its_memory_and_processes_are_bounded(name: str) -> None:
    assert 0 < bytes_of(ALL[name]["mem_limit"]) <= 2**31
    assert 0 < ALL[name]["pids_limit"] <= 4096


def test_R8_4_all_that_a_gateway_may_hold_fits_into_its_container() -> None:
    judged = judging.PROCESSES * judge.MEMORY_BYTES
    assert judged + places.HELD_BYTES + GATEWAY_ITSELF <= bytes_of(ALL["gateway"]["mem_limit"])


def test_R8_4_the_scanner_is_asked_by_the_gateway_and_reached_by_nobody_else() -> None:
    asking = [name for name, each in ALL.items() if "AUSM_CLAMAV" in each.get("environment", {})]
    assert asking == ["gateway"]
    assert "clamav" not in " ".join(name for name, each in ALL.items() if "profiles" not in each)
    near = [name for name, each in ALL.items() if "scans" in each.get("networks", [])]
    assert near == ["gateway", "clamav"]
    assert COMPOSITION["networks"]["scans"] == {"internal": True}


def test_R8_4_the_scanner_takes_the_largest_upload() -> None:
    text = (ROOT / "ops/clamav/clamd.conf").read_text()
    largest = re.search(r"^StreamMaxLength (\d+)M$", text, re.MULTILINE)
    assert largest
    assert int(largest[1]) * 2**20 >= max(rule.max_bytes for rule in ATTACHMENT_RULES.values())
    assert "ConcurrentDatabaseReload no" in text


@each_of({name: each for name, each in ALL.items() if name not in JOBS})
def test_its_log_is_bounded(name: str) -> None:
    assert ALL[name]["logging"]["options"].keys() == {"max-size", "max-file"}


@each_of({**OURS, "proxy": ALL["proxy"]})
def test_our_programs_write_nothing_and_have_no_rights_of_the_kernel(name: str) -> None:
    each = ALL[name]
    assert each["read_only"] is True
    assert each["cap_drop"] == ["ALL"]
    assert "cap_add" not in each
    assert each["security_opt"] == ["no-new-privileges:true"]
    assert not each.get("privileged")


def test_R8_1_our_images_do_not_run_as_root() -> None:
    recipe = (ROOT / "Dockerfile").read_text()
    finals = re.split(r"^FROM base AS ", recipe, flags=re.MULTILINE)[1:]
    assert [final.split()[0] for final in finals] == ["gateway", "operator", "service"]
    for final in finals:
        users = re.findall(r"^USER (\w+)$", final, flags=re.MULTILINE)
        assert users[-1:] == ["10001"]
    for folder in (
        "minio",
        *(f"offline/{store}" for store in ("postgres", "rabbitmq", "valkey", "haproxy")),
    ):
        users = re.findall(
            r"^USER (\w+)$", (ROOT / "ops" / folder / "Dockerfile").read_text(), re.MULTILINE
        )
        assert users
        assert users[-1] not in ("root", "0")


@pytest.mark.parametrize("name", [pytest.param(name, id=f"R8.4-{name}") for name in STORES])
def test_stores_cannot_be_reached_from_outside(name: str) -> None:
    each = ALL[name]
    assert "ports" not in each
    assert each["networks"]
    for network in each["networks"]:
        assert COMPOSITION["networks"][network] == {"internal": True}


def test_R8_4_only_the_proxy_is_published_and_by_default_to_this_machine_only() -> None:
    published = {
        name: each["ports"]
        for name, each in ALL.items()
        if "ports" in each and "profiles" not in each
    }
    assert published == {"proxy": ["${AUSM_HTTP_BIND:-127.0.0.1}:${AUSM_HTTP_PORT:-8080}:8080"]}
    assert ALL["proxy"]["networks"] == ["front"]


@pytest.mark.parametrize(
    "service", [pytest.param(s, id=f"R8.4-{s}") for s in (*SERVICES, "gateway")]
)
def test_a_program_is_given_its_own_secrets_only(service: str) -> None:
    everyones = {"master_keys", "index_key", "jwt_public.pem", "redis_url"}
    foreign = {s for s in secrets_of(service) - everyones if not s.startswith(f"{service}_")}
    assert foreign == ({"jwt_private.pem", "audit_keys"} if service == "identity" else set())
    if service == "gateway":
        assert not secrets_of(service) & {"master_keys", "index_key"}


def test_R8_4_administrators_passwords_go_to_their_store_and_its_job_only() -> None:
    holders = {
        name: secrets_of(name)
        & {"postgres_admin_url", "broker_admin_uri", "rabbitmq_api_url", "s3_admin_url"}
        for name in ALL
        if name != "check-secrets"
    }
    assert {name: held for name, held in holders.items() if held} == {
        "setup-databases": {"postgres_admin_url"},
        "setup-broker": {"rabbitmq_api_url", "broker_admin_uri"},
        "setup-buckets": {"s3_admin_url"},
        # Started by hand only: it writes every bucket and restores the topology.
        "restore": {"s3_admin_url", "broker_admin_uri"},
    }


def test_R8_4_a_backup_is_given_a_reader_of_files_and_no_broker() -> None:
    stores = {name for name in secrets_of("backup") if re.search("_s3_|amqp|broker|admin", name)}
    assert stores == {"backup_s3_url"}


def test_R8_1_every_secret_is_a_file_that_make_secrets_makes() -> None:
    declared = COMPOSITION["secrets"]
    assert set(declared) == {*REQUIRED, *OPTIONAL, *GIVEN}
    for name, secret in declared.items():
        assert secret == {"file": f"${{AUSM_SECRETS:-./secrets}}/{name}"}


def test_R8_1_every_secret_is_given_to_somebody() -> None:
    assert set().union(*map(secrets_of, ALL)) == set(COMPOSITION["secrets"])


def test_R8_1_nothing_starts_before_all_secrets_are_there() -> None:
    assert secrets_of("check-secrets") == set(REQUIRED)
    assert ALL["check-secrets"]["network_mode"] == "none"
    for name, each in ALL.items():
        if name != "check-secrets" and "profiles" not in each:
            assert "check-secrets" in set(waited_for(name)), name


def test_R8_4_no_password_stands_in_the_file() -> None:
    for name, each in ALL.items():
        for variable, value in (each.get("environment") or {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|TOKEN|_URL|_URI", variable):
                assert str(value).startswith("/run/secrets/"), (name, variable)
    assert not re.search(r"\w+://[^/\s$]+:[^@\s$]+@", FILE.read_text())


@each_of({name: each for name, each in ALL.items() if name not in OURS})
def test_its_image_can_be_replaced(name: str) -> None:
    assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[a-z/]+:[\w.-]+\}", ALL[name]["image"])
    assert "latest" not in ALL[name]["image"]


@each_of(OURS)
def test_our_images_are_named_by_registry_and_version(name: str) -> None:
    assert re.fullmatch(
        r"\$\{AUSM_IMAGES:-ausm\}/[a-z]+:\$\{AUSM_VERSION:-latest\}", ALL[name]["image"]
    )


@pytest.mark.parametrize(
    "service", [pytest.param(s, id=f"R8.1-{s}") for s in (*SERVICES, "gateway")]
)
def test_every_service_can_be_scaled(service: str) -> None:
    each = ALL[service]
    assert "container_name" not in each
    assert "ports" not in each
    assert "hostname" not in each


def test_R8_1_sandbox_is_off_by_default() -> None:
    for each in OURS.values():
        assert (each.get("environment") or {}).get(
            "AUSM_SANDBOX", "${AUSM_SANDBOX:-0}"
        ) == "${AUSM_SANDBOX:-0}"


def test_R8_1_what_must_not_be_lost_lies_in_named_volumes() -> None:
    for store, volume in (
        ("postgres", "postgres-data"),
        ("minio", "minio-data"),
        ("rabbitmq", "rabbitmq-data"),
    ):
        assert any(str(each).startswith(f"{volume}:") for each in ALL[store]["volumes"])
        assert volume in COMPOSITION["volumes"]


def test_R8_1_users_of_broker_and_object_store_are_those_of_the_secrets() -> None:
    assert {f"{user}_amqp_uri" for user in BROKER_USERS} <= set(REQUIRED)
    assert {f"{user}_s3_url" for user in S3_USERS} <= set(REQUIRED)
    for service in SERVICES:
        assert (f"{service}_s3_url" in secrets_of(service)) == (service in S3_USERS)


def test_R8_1_compose_file_uses_only_keys_that_both_versions_know() -> None:
    assert "version" not in COMPOSITION, "Compose v2 calls it obsolete, 1.29 does without"
    assert not {"include", "name", "configs"} & set(COMPOSITION)
    unknown_to_one = {"deploy", "develop", "attach", "annotations", "post_start", "provider"}
    for name, each in ALL.items():
        assert not unknown_to_one & set(each), name
        for wait in each.get("depends_on", {}).values():
            assert set(wait) == {"condition"}, "`restart` and `required` are v2's"
        assert "start_interval" not in each.get("healthcheck", {})
    assert "!reset" not in FILE.read_text()
