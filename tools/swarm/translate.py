"""From docker-compose.yml to what `docker stack deploy` reads."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

Compose = Mapping[str, Any]

# What has no meaning in a stack: the order of starting, building, and restart in compose's words.
_LEFT_OUT = {
    *("build", "depends_on", "profiles", "restart", "mem_limit", "pids_limit", "shm_size"),
    *("security_opt", "tmpfs", "volumes", "ports"),
}
# Their data is on the disk of one machine: they stay there.
STORES = ("postgres", "rabbitmq", "minio")
# May run beside its successor, and does, so that no request finds nobody.
REPLICATED = ("identity", "collection", "changes", "transfer", "notify", "gateway")
_CONFIG_FILES = "./ops/"


def is_optional(service: Compose) -> bool:
    """Tell whether a service runs only when asked for."""
    return "profiles" in service


def is_job(service: Compose) -> bool:
    """Tell whether a service of the compose file runs once, at every deployment.

    One without a network looks at the secrets: a swarm itself takes none that is missing or empty.
    """
    once = service.get("restart") == "no" and not is_optional(service)
    return once and service.get("network_mode") != "none"


def lasting(compose: Compose) -> dict[str, Compose]:
    """Return the services that a stack keeps running."""
    return {
        name: service
        for name, service in compose["services"].items()
        if service.get("restart") != "no" and not is_optional(service)
    }


def jobs_in_order(compose: Compose) -> list[str]:
    """Return the jobs, each after those it depends on."""
    services = compose["services"]
    ordered: list[str] = []

    def add(name: str) -> None:
        for before in services[name].get("depends_on", {}):
            if is_job(services[before]):
                add(before)
        if name not in ordered:
            ordered.append(name)

    for name, service in services.items():
        if is_job(service):
            add(name)
    return ordered


def stack_service(name: str, service: Compose) -> dict[str, Any]:
    """Return one service of the stack."""
    made = {key: value for key, value in service.items() if key not in _LEFT_OUT}
    made |= {key: found for key, found in _mounts(service).items() if found}
    if ports := service.get("ports"):
        made["ports"] = [_host_port(port) for port in ports]
    return made | {"deploy": _deploy(name, service)}


def _mounts(service: Compose) -> dict[str, list[Any]]:
    """Part what compose mounts: configuration files, volumes, memory."""
    configs: list[Any] = []
    volumes = [_memory(*mount.split(":size=")) for mount in service.get("tmpfs", ())]
    if "shm_size" in service:
        volumes.append(_memory("/dev/shm", service["shm_size"]))  # noqa: S108 - a mount, no file
    for mount in service.get("volumes", ()):
        source, target = mount.removesuffix(":ro").rsplit(":", 1)
        if source.startswith(_CONFIG_FILES):
            configs.append({"source": config_name(source), "target": target})
        else:
            volumes.append(mount)
    return {"configs": configs, "volumes": volumes}


def config_name(path: str) -> str:
    """Return the name under which a file of the repository is a config."""
    return PurePosixPath(path).name


def config_files(compose: Compose) -> dict[str, str]:
    """Return the files that become configs: name → path from the repository's root."""
    mounts = [
        mount for service in lasting(compose).values() for mount in service.get("volumes", ())
    ]
    sources = [mount.split(":")[0] for mount in mounts if mount.startswith(_CONFIG_FILES)]
    return {config_name(source): source.removeprefix("./") for source in sources}


def _memory(target: str, size: str) -> dict[str, Any]:
    megabytes = int(size.removesuffix("m"))
    return {"type": "tmpfs", "target": target, "tmpfs": {"size": megabytes * 1024 * 1024}}


def _host_port(port: str) -> dict[str, Any]:
    """Return a port on the machine itself: the routing mesh needs IPVS, and hides who asks.

    A stack cannot bind it to one address: the machine's firewall has to.
    """
    _, published, target = re.findall(r"(?:\$\{[^}]*\}|[^:])+", port)
    return {"target": int(target), "published": published, "protocol": "tcp", "mode": "host"}


def _deploy(name: str, service: Compose) -> dict[str, Any]:
    start_first = name in REPLICATED
    update = {
        "parallelism": 1,
        "order": "start-first" if start_first else "stop-first",
        "monitor": "20s",
    }
    deploy: dict[str, Any] = {
        "mode": "replicated",
        "replicas": f"${{AUSM_REPLICAS_{name.upper()}:-2}}" if start_first else 1,
        # Names answer with the addresses of the tasks themselves, as they do in compose.
        "endpoint_mode": "dnsrr",
        "update_config": update | {"failure_action": "rollback"},
        "rollback_config": update | {"failure_action": "pause"},
        "restart_policy": {"condition": "any", "delay": "2s"},
        "resources": {"limits": _limits(service)},
    }
    if name in STORES:
        deploy["placement"] = {"constraints": ["node.labels.ausm-stores == true"]}
    return deploy


def _limits(service: Compose) -> dict[str, Any]:
    limits = {"memory": service["mem_limit"], "pids": service.get("pids_limit")}
    return {name: value for name, value in limits.items() if value}
