"""R8.1: the tests of files, which run against the native stack's S3 server, run against MinIO too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from native.layout import REPOSITORY
from support.compose.addresses import address_of
from support.compose.composition import Composition

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300, func_only=True)]

_TESTS = ("tests/integration/chassis/test_storage.py",)


def test_R8_1_the_storage_tests_pass_on_minio(stack: Composition) -> None:
    nameko = str(Path(sys.executable).parent / "nameko")
    done = subprocess.run(
        [nameko, "test", *_TESTS, "-q"],
        cwd=REPOSITORY,
        env={**os.environ, "AUSM_TEST_S3": address_of(stack, "s3_admin_url")},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    print(done.stdout[-2000:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
