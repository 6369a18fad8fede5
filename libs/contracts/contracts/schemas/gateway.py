"""Answers that the gateway makes itself, out of several services or of its own knowledge."""

from marshmallow import Schema, fields, validate

from contracts.schemas.identity import Me, SessionPerson, StaffChallenge, StaffMe
from contracts.schemas.reviews import ApproveBody, AuthorityRef, ReviewSummary


class MeAnswer(Me):
    """The person's home page: identity, collection and messages in one."""

    collection_status = fields.String(
        required=True, allow_none=True, metadata={"description": "采集状态", "example": "draft"}
    )
    authority = fields.Nested(AuthorityRef, required=True, allow_none=True)
    submitted_at = fields.String(required=True, allow_none=True)
    unread = fields.Integer(
        required=True, allow_none=True, metadata={"description": "未读消息数", "example": 2}
    )
    unavailable = fields.List(
        fields.String(validate=validate.OneOf(("collection", "notify"))),
        required=True,
        metadata={"description": "暂时无法取得内容的服务，其字段为 null", "example": []},
    )


class SessionAnswer(Schema):
    """A session; browsers that ask for cookies get no tokens but `csrf_token`."""

    session_id = fields.String(required=True)
    access_token = fields.String(metadata={"description": "访问令牌", "example": "eyJhbGciOi…"})
    refresh_token = fields.String(
        metadata={"description": "刷新令牌，一次有效", "example": "2s8Xb…"}
    )
    device_token = fields.String(
        metadata={
            "description": "本设备的标记，只在登录时给出，下次登录时送回；以 Cookie 登录时在 Cookie 中"
        }
    )
    csrf_token = fields.String(metadata={"description": "写请求须放入 X-CSRF-Token 请求头"})
    expires_in = fields.Integer(
        required=True, metadata={"description": "访问令牌有效秒数", "example": 600}
    )
    refresh_expires_in = fields.Integer(
        required=True, metadata={"description": "刷新令牌有效秒数", "example": 43200}
    )
    person = fields.Nested(SessionPerson)
    staff = fields.Nested(StaffMe)


class StaffLogInAnswer(SessionAnswer):
    """A session of staff, or what is to follow before there is one: then only `challenge` is given."""

    session_id = fields.String()
    expires_in = fields.Integer(metadata={"description": "访问令牌有效秒数", "example": 600})
    refresh_expires_in = fields.Integer(
        metadata={"description": "刷新令牌有效秒数", "example": 1800}
    )
    challenge = fields.Nested(
        StaffChallenge, metadata={"description": "密码正确、还须完成第二步时给出，此时没有令牌"}
    )


class StaffSessionAnswer(SessionAnswer):
    """A session of staff whose second step is done."""

    recovery_codes = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "刚绑定动态口令时的恢复码，只显示一次；其余为空列表",
            "example": [],
        },
    )
    recovery_codes_left = fields.Integer(
        required=True, metadata={"description": "尚未使用的恢复码个数", "example": 10}
    )


class ApproveAnyBody(ApproveBody):
    """Approve a claimed case of any kind."""

    credits = fields.Integer(
        metadata={"description": "仅学分申请（credit）：核定学分；不填为按表计算的学分"}
    )


class ReviewSummaryAnswer(ReviewSummary):
    """Counts of all kinds whose service could be reached."""

    unavailable = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "暂时无法取得数量的服务", "example": []},
    )


class Liveness(Schema):
    """The process answers."""

    status = fields.String(required=True, validate=validate.Equal("ok"), metadata={"example": "ok"})


class DependencyState(Schema):
    """One thing that the platform stands on."""

    status = fields.String(required=True, validate=validate.OneOf(("ok", "down")))
    milliseconds = fields.Float(required=True, metadata={"example": 3.2})
    clock_behind_seconds = fields.Float(
        metadata={
            "description": "时钟落后的秒数，超前为负：服务与其数据库相比，网关与 Redis 相比",
            "example": 0.0,
        }
    )


class Readiness(Schema):
    """All that the platform stands on, named one by one."""

    status = fields.String(required=True, validate=validate.OneOf(("ok", "down")))
    dependencies = fields.Dict(
        keys=fields.String(), values=fields.Nested(DependencyState), required=True
    )
