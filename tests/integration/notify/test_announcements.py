"""R6.6: announcements are drafted, published and withdrawn by the platform's administrator alone."""

from datetime import UTC, datetime, timedelta

import pytest
from chassis.clock import to_wire, utc_now
from chassis.db import Db
from chassis.db.tables import outbox
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
    ValidationFailed,
)
from contracts.schemas.announcements import (
    AdminAnnouncement,
    AdminAnnouncementList,
    AnnouncementList,
)
from help_factories import ADMIN, NOBODY, codes
from notify.entrypoints.announcements import AnnouncementEntrypoints
from sqlalchemy import select

FAR = "00000000-0000-4000-8000-000000000000"


def values(**changed):
    now = utc_now()
    plain = {
        "kind": "maintenance",
        "title": "系统维护",
        "text": "今晚暂停服务。",
        "audience": "everyone",
        "starts_at": to_wire(now - timedelta(hours=1)),
        "ends_at": to_wire(now + timedelta(hours=1)),
    }
    return {**plain, **changed}


class Board:
    """The entrypoints, called as somebody."""

    def __init__(self, office):
        self.office = office

    def call(self, method, *args, context=ADMIN, **kwargs):
        entrypoints = AnnouncementEntrypoints()
        entrypoints.db = Db(self.office.db.engine, "notify", context)
        return getattr(entrypoints, method)(*args, **kwargs)

    def draft(self, **changed):
        made = self.call("create_announcement", values(**changed))
        assert AdminAnnouncement().validate(made) == {}
        return made

    def publish(self, **changed):
        return self.call("publish_announcement", self.draft(**changed)["notice_id"])

    def shown(self, **asked):
        answer = self.call("list_announcements", context=NOBODY, **asked)
        assert AnnouncementList().validate(answer) == {}
        return [one["title"] for one in answer["items"]]


@pytest.fixture
def board(office):
    office.now = utc_now()
    return Board(office)


def entries(office):
    statement = select(outbox.c.body).where(outbox.c.event_type == "audit_recorded")
    with office.db.engine.connect() as connection:
        return [row.body["data"] for row in connection.execute(statement)]


def test_R6_6_a_draft_shows_once_it_is_published_until_it_is_withdrawn(board, office):
    draft = board.draft()
    assert (draft["status"], draft["version"], draft["shown"]) == ("draft", 1, False)
    assert board.shown() == []
    published = board.call("publish_announcement", draft["notice_id"], 1)
    assert (published["status"], published["shown"]) == ("published", True)
    assert published["published_at"]
    assert board.shown() == ["系统维护"]
    withdrawn = board.call("withdraw_announcement", draft["notice_id"], 2)
    assert (withdrawn["status"], withdrawn["version"]) == ("withdrawn", 3)
    assert board.shown() == []
    acts = [(one["action"], one["actor_id"]) for one in entries(office)]
    assert acts == [
        ("announcement_created", "admin-1"),
        ("announcement_published", "admin-1"),
        ("announcement_withdrawn", "admin-1"),
    ]


def test_R6_6_an_announcement_shows_in_its_time_alone(board):
    now = datetime.now(UTC)
    board.publish(title="以后", starts_at=to_wire(now + timedelta(minutes=30)))
    board.publish(title="现在")
    assert board.shown() == ["现在"]
    over = board.draft(
        starts_at=to_wire(now - timedelta(days=2)), ends_at=to_wire(now - timedelta(days=1))
    )
    with pytest.raises(ValidationFailed) as refusal:
        board.call("publish_announcement", over["notice_id"])
    assert codes(refusal) == [("ends_at", "notify.notice_over")]


def test_R6_6_audience_and_region_choose_what_is_shown(board):
    board.publish(title="全国")
    board.publish(title="人员", audience="persons")
    board.publish(title="工作人员", audience="staff")
    board.publish(title="北京", region_code="110000")
    board.publish(title="海淀人员", audience="persons", region_code="110108")
    assert set(board.shown()) == {"全国"}
    assert set(board.shown(audience="persons")) == {"全国", "人员"}
    assert set(board.shown(audience="staff")) == {"全国", "工作人员"}
    assert set(board.shown(region="110101")) == {"全国", "北京"}
    here = board.shown(audience="persons", region="110108")
    assert set(here) == {"全国", "人员", "北京", "海淀人员"}
    for asked, field in (({"audience": "all"}, "audience"), ({"region": "999999"}, "region")):
        with pytest.raises(ValidationFailed) as refusal:
            board.shown(**asked)
        assert [name for name, _ in codes(refusal)] == [field]


def test_R6_6_what_is_published_is_withdrawn_before_it_is_changed(board, office):
    one = board.publish()
    with pytest.raises(Conflict) as refusal:
        board.call("update_announcement", one["notice_id"], values(title="另一个"))
    assert refusal.value.code == "notify.notice_published"
    board.call("withdraw_announcement", one["notice_id"])
    changed = board.call("update_announcement", one["notice_id"], values(title="另一个"))
    assert (changed["title"], changed["status"]) == ("另一个", "withdrawn")
    assert "title" in entries(office)[-1]["fields"]
    assert board.call("publish_announcement", one["notice_id"])["shown"]
    assert board.shown() == ["另一个"]


def test_R8_2_the_same_again_changes_nothing_and_a_stale_version_is_refused(board):
    body = values()
    one = board.call("create_announcement", body)
    assert board.call("update_announcement", one["notice_id"], body)["version"] == 1
    board.call("publish_announcement", one["notice_id"])
    assert board.call("publish_announcement", one["notice_id"])["version"] == 2
    for method, *more in (
        ("update_announcement", body, 1),
        ("publish_announcement", 1),
        ("withdraw_announcement", 1),
    ):
        with pytest.raises(PreconditionFailed) as refusal:
            board.call(method, one["notice_id"], *more)
        assert refusal.value.details == {"current_version": 2}


def test_R6_6_all_of_them_are_listed_for_administrators(board):
    made = [board.draft(title=f"第{n}条") for n in range(3)]
    board.call("publish_announcement", made[0]["notice_id"])
    first = board.call("list_all_announcements", limit=2)
    assert AdminAnnouncementList().validate(first) == {}
    rest = board.call("list_all_announcements", limit=2, cursor=first["next_cursor"])
    seen = [one["notice_id"] for one in first["items"] + rest["items"]]
    assert sorted(seen) == sorted(one["notice_id"] for one in made)
    [shown] = board.call("list_all_announcements", "published")["items"]
    assert shown == board.call("get_announcement", made[0]["notice_id"])


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("list_all_announcements", ()),
        ("get_announcement", (FAR,)),
        ("create_announcement", ({},)),
        ("update_announcement", (FAR, {})),
        ("publish_announcement", (FAR,)),
        ("withdraw_announcement", (FAR,)),
    ],
)
def test_R6_1_only_the_platforms_administrator_writes(board, method, arguments):
    for roles in (("reviewer",), ("authority_admin", "auditor")):
        staff = CallContext(actor_id="s", actor_kind="staff", roles=roles)
        with pytest.raises(Forbidden) as refusal:
            board.call(method, *arguments, context=staff)
        assert refusal.value.code == "notify.notice_admin_only"
    with pytest.raises(Unauthenticated):
        board.call(method, *arguments, context=NOBODY)
    if arguments and arguments[0] == FAR:
        good = (values(),) if method.startswith("update") else ()
        for unknown in (FAR, "nothing"):
            with pytest.raises(NotFound):
                board.call(method, unknown, *good)


def test_R6_6_everything_that_is_wrong_is_named(board):
    with pytest.raises(ValidationFailed) as refusal:
        board.draft(title="", kind="odd", region_code="1", ends_at="soon")
    fields = {name for name, _ in codes(refusal)}
    assert fields == {"title", "kind", "region_code", "ends_at"}
    with pytest.raises(ValidationFailed) as refusal:
        board.draft(ends_at=values()["starts_at"], starts_at=values()["ends_at"])
    assert codes(refusal) == [("ends_at", "notify.notice_ends_first")]
