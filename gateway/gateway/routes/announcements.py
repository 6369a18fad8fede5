"""Announcements: read by everybody, written by the platform's administrator."""

from contracts.schemas import announcements as schemas

from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, Quotas, ServiceCall

_TAG = "基础数据"
_ADMIN_TAG = "管理"
_CACHE_SECONDS = 60
_PATH = "/admin/notices/{notice_id}"

ENDPOINTS = [
    Endpoint(
        "GET",
        "/reference/notices",
        "list_notices",
        "正在显示的公告：系统维护、办理期限等",
        _TAG,
        Access.PUBLIC,
        ServiceCall("notify.list_announcements"),
        query=(
            Query(
                "audience",
                "另含给会计人员（persons）或工作人员（staff）看的；不填只有给所有人看的",
                example="persons",
            ),
            Query("region", "另含这一区划及其上级的，6 位代码；不填只有全国的", example="110108"),
        ),
        answer=schemas.AnnouncementList,
        quotas=Quotas.REFERENCE,
        cache_seconds=_CACHE_SECONDS,
        description="至多 20 条，最近开始的在前；发布和撤下最迟一分钟后可见。",
    ),
    Endpoint(
        "GET",
        "/admin/notices",
        "list_all_notices",
        "全部公告，含草稿和已撤下的",
        _ADMIN_TAG,
        Access.STAFF,
        ServiceCall("notify.list_all_announcements"),
        query=(
            Query("status", "状态：draft、published 或 withdrawn", example="draft"),
            *PAGING,
        ),
        answer=schemas.AdminAnnouncementList,
        description="仅限平台管理员。最近开始的在前；shown 为现在是否正在显示。",
    ),
    Endpoint(
        "POST",
        "/admin/notices",
        "create_notice",
        "新建公告，保存为草稿",
        _ADMIN_TAG,
        Access.STAFF,
        ServiceCall("notify.create_announcement", ("body",)),
        status=201,
        body=schemas.AnnouncementBody,
        answer=schemas.AdminAnnouncement,
        description="仅限平台管理员。发布之前不显示。",
    ),
    Endpoint(
        "GET",
        _PATH,
        "get_notice",
        "一条公告",
        _ADMIN_TAG,
        Access.STAFF,
        ServiceCall("notify.get_announcement"),
        answer=schemas.AdminAnnouncement,
        may=frozenset({404}),
        description="仅限平台管理员。",
    ),
    Endpoint(
        "PUT",
        _PATH,
        "update_notice",
        "修改公告",
        _ADMIN_TAG,
        Access.STAFF,
        ServiceCall("notify.update_announcement", ("body", "expected_version")),
        body=schemas.AnnouncementBody,
        answer=schemas.AdminAnnouncement,
        may=frozenset({404, 409}),
        description="仅限平台管理员。已发布的须先撤下。以 If-Match 防止覆盖他人的修改。",
    ),
    Endpoint(
        "POST",
        f"{_PATH}/publish",
        "publish_notice",
        "发布公告，在起止时间之内显示",
        _ADMIN_TAG,
        Access.STAFF,
        ServiceCall("notify.publish_announcement", ("expected_version",)),
        answer=schemas.AdminAnnouncement,
        may=frozenset({404, 422}),
        description="仅限平台管理员。停止显示的时间已过的不能发布；已发布的不重复发布。",
    ),
    Endpoint(
        "POST",
        f"{_PATH}/withdraw",
        "withdraw_notice",
        "撤下公告",
        _ADMIN_TAG,
        Access.STAFF,
        ServiceCall("notify.withdraw_announcement", ("expected_version",)),
        answer=schemas.AdminAnnouncement,
        may=frozenset({404}),
        description="仅限平台管理员。撤下后可以修改，再次发布。",
    ),
]
