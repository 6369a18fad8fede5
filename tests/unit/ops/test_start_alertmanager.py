"""R8.5: Alertmanager does not start without the address of those whom alerts notify."""

import os
import subprocess

import pytest
from native.layout import REPOSITORY

_SCRIPT = REPOSITORY / "ops/monitoring/start-alertmanager.sh"
_OURS = (REPOSITORY / "ops/monitoring/alertmanager.yml").read_text()


@pytest.fixture
def start(tmp_path):
    """Run the script on our configuration, with the address at a place of the test's."""
    secret = tmp_path / "alert_webhook_url"

    def run(config=_OURS, program="alertmanager"):
        made = config.replace("/run/secrets/alert_webhook_url", str(secret))
        (tmp_path / "alertmanager.yml").write_text(made)
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / program).write_text('#!/bin/sh\necho "started $0 $*"\n')
        (tmp_path / "bin" / program).chmod(0o755)
        words = [f"--config.file={tmp_path / 'alertmanager.yml'}", "--cluster.listen-address="]
        return subprocess.run(
            ["sh", str(_SCRIPT), *words],
            env={"PATH": f"{tmp_path / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"},
            capture_output=True,
            text=True,
            check=False,
        )

    run.secret = secret
    return run


@pytest.mark.parametrize("program", ["alertmanager", "prometheus-alertmanager"])
def test_R8_5_with_an_address_it_starts_under_either_name(start, program):
    start.secret.write_text("https://bridge.example/alerts\n")
    done = start(program=program)
    assert done.returncode == 0
    assert f"bin/{program} --config.file=" in done.stdout
    assert done.stdout.endswith(" --cluster.listen-address=\n")


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(lambda _secret: None, id="R8.5-missing"),
        pytest.param(lambda secret: secret.touch(), id="R8.5-empty"),
        pytest.param(lambda secret: secret.mkdir(), id="R8.5-a-folder-of-the-engine"),
    ],
)
def test_without_an_address_it_names_the_secret(start, prepare):
    prepare(start.secret)
    done = start()
    assert done.returncode == 2
    assert "the secret alert_webhook_url is missing or empty" in done.stderr
    assert "started" not in done.stdout


def test_R8_5_a_configuration_that_posts_nowhere_needs_no_address(start):
    done = start("receivers:\n  - name: operators\n    email_configs: [{to: a@b.example}]\n")
    assert "started" in done.stdout
