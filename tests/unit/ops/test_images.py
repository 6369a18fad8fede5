"""R8.1: what an image runs imports no package that its lock does not name."""

import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest
from native.layout import SERVICES
from native.locks import FOLDER

_IMPORT = """
import importlib, json, sys
missing, wanted = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(missing))
for name in wanted:
    importlib.import_module(name)
"""
# A restore makes the tables by the migrations, whose environments import the models.
_MODELS = [f"{name}.models" for name in SERVICES] + ["identity.audit_log.models"]
_OPERATOR = ("deploy.__main__", "backup.__main__", *_MODELS)


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _missing(role):
    """Return the modules of the packages that stand here but are not in the image of a role."""
    text = (FOLDER / f"{role}.lock").read_text()
    pinned = {_normal(name) for name in re.findall(r"^([A-Za-z0-9][\w.-]*)==", text, re.MULTILINE)}
    ours = {"ausm"}
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if not {_normal(owner) for owner in owners} & (pinned | ours)
    )


@pytest.mark.parametrize(
    ("role", "programs"),
    [
        pytest.param("operator", _OPERATOR, id="operator"),
        pytest.param("gateway", ("gateway.__main__",), id="gateway"),
        *(
            pytest.param("service", ("chassis.run", f"{name}.service"), id=name)
            for name in SERVICES
        ),
    ],
)
def test_R8_1_an_image_holds_what_its_programs_import(role, programs):
    missing = _missing(role)
    assert "pytest" in missing
    child = subprocess.run(
        [sys.executable, "-c", _IMPORT, json.dumps([missing, programs])],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
