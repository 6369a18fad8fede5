"""R8.2: public linters find nothing in the OpenAPI document, and generators take all of it."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from support.openapi_tools import DOCUMENT, PACKAGES, node_tools, run

# The first run downloads what Node needs.
pytestmark = pytest.mark.timeout(600, func_only=True)


def test_R8_2_spectral_finds_nothing(tmp_path: Path) -> None:
    rules = ("--ruleset", PACKAGES / ".spectral.yaml", "--fail-severity", "hint")
    report = ("--format", "json", "--output", tmp_path / "found.json")
    done = run(node_tools() / "spectral", "lint", DOCUMENT, *rules, *report)
    assert json.loads((tmp_path / "found.json").read_text(encoding="utf-8")) == []
    assert done.returncode == 0, done.stderr


def test_R8_2_redocly_finds_nothing() -> None:
    rules = ("--config", PACKAGES / "redocly.yaml", "--format", "json")
    done = run(node_tools() / "redocly", "lint", DOCUMENT, *rules, folder=PACKAGES)
    found = json.loads(done.stdout)
    assert [(one["ruleId"], one["location"]) for one in found["problems"]] == []


USE = """\
import type { components, operations } from "./api";
type Schemas = components["schemas"];
const process: Schemas["Transfer"]["policy"] = "out_then_in";
const status: Schemas["CaseStatus"] = "awaiting_release";
const body: operations["register_account"]["requestBody"]["content"]["application/json"]["id_type"] =
  "passport";
const nameOf = (review: Schemas["ReviewDetail"]): string | null | undefined => {
  if (review.kind === "change" && review.data.section === "education") {
    return review.data.after?.school_name;
  }
  return review.kind === "transfer" ? review.data.to.name : null;
};
// @ts-expect-error: no such kind of certificate
const wrong: Schemas["IdType"] = "library_card";
export const used = [process, status, body, wrong, nameOf];
"""


def test_R8_2_openapi_typescript_makes_types_that_hold(tmp_path: Path) -> None:
    done = run(node_tools() / "openapi-typescript", DOCUMENT, "--output", tmp_path / "api.ts")
    assert done.returncode == 0, done.stderr
    assert "warn" not in (done.stdout + done.stderr).lower()
    (tmp_path / "use.ts").write_text(USE, encoding="utf-8")
    done = run(node_tools() / "tsc", "--noEmit", "--strict", tmp_path / "use.ts")
    assert (done.returncode, done.stdout) == (0, "")


def test_R8_2_openapi_python_client_makes_every_operation(tmp_path: Path) -> None:
    options = ("--path", DOCUMENT, "--output-path", tmp_path / "made", "--meta", "none")
    done = run("openapi-python-client", "generate", *options, "--fail-on-warning")
    assert "arning" not in done.stdout + done.stderr, done.stdout
    assert done.returncode == 0, done.stderr
    operations = {
        one["operationId"]
        for item in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].values()
        for one in item.values()
    }
    assert operations <= {path.stem for path in (tmp_path / "made" / "api").rglob("*.py")}


def test_R8_2_datamodel_code_generator_makes_models_that_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "ausm_models.py"
    options = ("--input", DOCUMENT, "--output", target, "--input-file-type", "openapi")
    kind = ("--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11")
    done = run("datamodel-codegen", *options, *kind, "--formatters", "ruff-format")
    assert (done.returncode, done.stderr) == (0, "")
    monkeypatch.syspath_prepend(tmp_path)
    models = importlib.import_module("ausm_models")
    monkeypatch.delitem(sys.modules, "ausm_models")
    assert models.Transfer.model_fields["policy"].annotation is models.TransferProcess
