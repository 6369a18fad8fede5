"""Codes of the message box, of the help centre and of announcements."""

CODES: dict[str, str] = {
    "notify.message_not_found": "未找到该消息，可能已被删除，请刷新消息列表",
    "notify.report_unknown": "没有这个短信通道，或口令不对",
    "notify.report_unreadable": "回执不是该通道的格式",
    # Help centre
    "notify.help_article_not_found": "未找到该帮助文章，可能已下架，请返回帮助中心查找",
    "notify.help_admin_only": "只有平台管理员可以管理帮助文章",
    "notify.help_slug_form": "路径名只能用小写字母、数字，中间可用连字符，例如 sms-code",
    "notify.help_slug_taken": "已有文章使用这个路径名，请换一个",
    "notify.help_html": "正文不能含有 HTML，请改用 Markdown",
    "notify.help_image": "正文不能插入图片，请用文字说明",
    "notify.help_heading": "正文的小标题请从二级（##）开始，一级标题留给文章标题",
    "notify.help_link": "链接只能是 http、https、mailto、tel 地址或以 / 开头的站内路径",
    "notify.help_link_unknown": "正文链接的帮助文章不存在，请核对路径名",
    "notify.help_linked": "还有已发布的文章链接到本文，请先修改并发布这些文章",
    # Announcements
    "notify.notice_admin_only": "只有平台管理员可以管理公告",
    "notify.notice_not_found": "未找到该公告，请刷新公告列表",
    "notify.notice_published": "公告已发布，请先撤下再修改",
    "notify.notice_link": "链接只能是以 / 开头的站内路径或 https 地址",
    "notify.notice_ends_first": "停止显示的时间须晚于开始显示的时间",
    "notify.notice_too_long": "显示的时间最长一年，请提前停止显示的时间",
    "notify.notice_over": "停止显示的时间已过，请修改后再发布",
}
