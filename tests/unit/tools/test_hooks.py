"""The hooks of pre-commit: their programs come from the locked environment, and they cover the tree."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from identify import identify
from native.layout import REPOSITORY

HOOKS = {
    hook["id"]: hook
    for repo in yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repo["hooks"]
}


def _listed() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.splitlines() if (REPOSITORY / name).is_file()]


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_every_hook_runs_what_is_there(hook: dict) -> None:
    assert hook["language"] in ("system", "pygrep")
    words = hook["entry"].split()
    named = [word for word in words if "/" in word] if hook["language"] == "system" else []
    assert [word for word in named if not (REPOSITORY / word).exists()] == []


@pytest.mark.parametrize(
    "line", ["url = https://pypi." + "org/simple", "deb http://deb.debian." + "org/debian bookworm"]
)
def test_a_package_index_is_found(line: str) -> None:
    assert re.search(HOOKS["package-indexes"]["entry"], line)


def test_every_shell_script_is_checked() -> None:
    with_shebang = {
        name
        for name in _listed()
        if re.match(rb"#!.*\b(ba)?sh\b", (REPOSITORY / name).read_bytes()[:64])
    }
    tagged = {
        name for name in with_shebang if "shell" in identify.tags_from_path(REPOSITORY / name)
    }
    assert with_shebang - tagged == set()
    assert {"ausm", ".ci/run", "ops/offline/build.sh"} <= tagged


def test_every_dockerfile_is_checked() -> None:
    found = [name for name in _listed() if Path(name).name == "Dockerfile"]
    assert found
    assert all("dockerfile" in identify.tags_from_path(REPOSITORY / name) for name in found)
