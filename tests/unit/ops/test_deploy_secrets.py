"""R8.1: the secrets of a deployment: made once, none with a default, a missing one stops the start."""

import stat

import pytest
from deploy import __main__ as deploy
from deploy import buckets, mounted, secrets
from deploy.names import GIVEN, OPTIONAL, REQUIRED
from native.layout import S3_USERS
from native.preparation import BUCKETS


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets")
    secrets.make(folder)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    for name in (*REQUIRED, *OPTIONAL, "passwords.json"):
        (tmp_path / name).write_text((made / name).read_text())
    return tmp_path


def test_R8_1_every_secret_is_made_and_nobody_else_enters_the_folder(made):
    assert mounted.missing(made, (*REQUIRED, *OPTIONAL)) == []
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_R8_1_two_deployments_share_no_secret(made, tmp_path):
    secrets.make(tmp_path)
    same = {name for name in REQUIRED if (made / name).read_text() == (tmp_path / name).read_text()}
    assert same == {"minio_root_user"}  # a name, not a password


def test_R8_1_made_again_they_stay(folder):
    before = {name: (folder / name).read_text() for name in REQUIRED}
    secrets.make(folder)
    assert {name: (folder / name).read_text() for name in REQUIRED} == before


def test_R8_1_a_newer_version_adds_only_what_is_new(folder):
    (folder / "transfer_s3_url").unlink()
    before = (folder / "identity_s3_url").read_text()
    secrets.make(folder)
    assert (folder / "identity_s3_url").read_text() == before
    assert "ausm-transfer:" in (folder / "transfer_s3_url").read_text()


def test_R8_1_a_folder_that_an_engine_left_for_a_missing_file_is_no_secret(folder):
    (folder / "redis_url").unlink()
    (folder / "redis_url").mkdir()
    secrets.make(folder)
    assert (folder / "redis_url").read_text().startswith("redis://:")


def test_R8_1_what_the_operator_gives_has_its_place_and_stays_when_given(folder):
    for name in GIVEN:
        (folder / name).mkdir()
    secrets.make(folder)
    for name in GIVEN:
        assert (folder / name).read_text() == ""
        # The owner writes it by hand, and the container's account reads it.
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o644
        (folder / name).write_text("https://bridge.example/alerts\n")
    secrets.make(folder)
    assert {(folder / name).read_text() for name in GIVEN} == {"https://bridge.example/alerts\n"}


@pytest.mark.parametrize("name", REQUIRED)
def test_R8_1_one_that_is_missing_or_empty_stops_the_start_with_its_name(name, folder, capsys):
    assert deploy.main(["check", str(folder)]) == 0
    (folder / name).write_text("\n")
    assert deploy.main(["check", str(folder)]) == 2
    assert f"the secret {name} is empty" in capsys.readouterr().err
    (folder / name).unlink()
    (folder / name).mkdir()
    assert deploy.main(["check", str(folder)]) == 2
    said = capsys.readouterr().err
    assert f"the secret {name} is missing" in said
    assert said.count("the secret ") == 1


@pytest.mark.parametrize(
    ("job", "name"),
    [
        pytest.param("databases", "postgres_admin_url", id="databases"),
        pytest.param("broker", "rabbitmq_api_url", id="broker"),
        pytest.param("buckets", "s3_admin_url", id="buckets"),
    ],
)
def test_R8_1_a_job_without_its_secret_names_it(job, name, folder, capsys):
    (folder / name).unlink()
    assert deploy.main([job, str(folder)]) == 2
    assert f"{job}: the secret {name} is missing" in capsys.readouterr().err


def test_R8_1_every_user_of_the_object_store_has_rights_of_its_own():
    assert set(buckets.ACCESS) == set(S3_USERS)
    for user, access in buckets.ACCESS.items():
        expected = {"gateway": ("staging",), "backup": ()}.get(user, (user,))
        assert access.written == expected, user


@pytest.mark.parametrize("bucket", BUCKETS)
def test_R8_4_a_backup_lists_and_reads_every_bucket_and_does_nothing_else(bucket):
    actions = {action for s in buckets.policy_of("backup")["Statement"] for action in s["Action"]}
    assert actions == {"s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"}
    assert _allowed("backup", "s3:GetObject", bucket)
    assert _allowed("backup", "s3:ListBucket", bucket, of="")


def _allowed(user, action, bucket, of="/*"):
    wanted = f"arn:aws:s3:::ausm-{bucket}{of}"
    return any(
        action in statement["Action"] and wanted in statement["Resource"]
        for statement in buckets.policy_of(user)["Statement"]
    )


@pytest.mark.parametrize(
    ("user", "action", "bucket"),
    [
        pytest.param("gateway", "s3:PutObject", "identity", id="gateway-writes-a-proof"),
        pytest.param("gateway", "s3:DeleteObject", "collection", id="gateway-deletes-a-proof"),
        pytest.param("transfer", "s3:GetObject", "identity", id="transfer-reads-identity-papers"),
        pytest.param("changes", "s3:PutObject", "staging", id="changes-stages"),
        pytest.param(
            "collection", "s3:DeleteObject", "changes", id="collection-deletes-of-changes"
        ),
        pytest.param("identity", "s3:DeleteObject", "changes", id="identity-deletes-of-changes"),
        pytest.param("identity", "s3:PutObject", "collection", id="identity-writes-a-proof"),
        pytest.param("backup", "s3:DeleteObject", "staging", id="backup-deletes-an-upload"),
        pytest.param("backup", "s3:PutObject", "identity", id="backup-writes-identity-papers"),
    ],
)
def test_R8_4_is_refused_by_policy(user, action, bucket):
    assert not _allowed(user, action, bucket)
