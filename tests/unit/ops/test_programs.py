"""What the supervisor and the broker are given."""

import base64
import configparser
import hashlib
import shlex

import pytest
from native.programs import Program
from native.rabbitmq import Broker, Right, _password_hash


def _section(tmp_path, **changes):
    program = Program(
        **{"name": "s3", "command": ("serve", "a b", 'K="x,y"'), "folder": tmp_path, **changes}
    )
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(program.section(tmp_path))
    return parser["program:s3"]


def test_a_program_is_started_by_us_and_restarted_by_the_supervisor(tmp_path):
    section = _section(tmp_path)
    assert (section["autostart"], section["autorestart"]) == ("false", "true")


def test_words_with_blanks_and_quotes_reach_the_program_whole(tmp_path):
    assert shlex.split(_section(tmp_path)["command"]) == ["serve", "a b", 'K="x,y"']


def test_percent_signs_are_doubled_for_the_supervisor(tmp_path):
    section = _section(tmp_path, environment={"AUSM_LIMIT": "50%"}, command=("a%b",))
    assert section["environment"] == 'AUSM_LIMIT="50%%"'
    assert section["command"] == "a%%b"


def test_logs_are_rotated_by_size(tmp_path):
    section = _section(tmp_path)
    assert section["stdout_logfile_maxbytes"] == "5MB"
    assert section["redirect_stderr"] == "true"


def test_a_broker_password_is_stored_salted():
    raw = base64.b64decode(_password_hash("secret"))
    assert raw[4:] == hashlib.sha256(raw[:4] + b"secret").digest()
    assert _password_hash("secret") != _password_hash("secret")


@pytest.mark.parametrize(("management", "tags"), [(True, "administrator"), (False, "")])
def test_broker_users_administer_only_where_tests_need_it(management, tags):
    broker = Broker(None, {}, {"identity": "x"}, {"identity": Right(read="^q$")}, management)
    definitions = broker._definitions()
    assert definitions["users"][0]["tags"] == tags
    assert {p["read"] for p in definitions["permissions"]} == {"^q$"}
