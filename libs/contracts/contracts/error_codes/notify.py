"""Codes of the message box, of the help centre and of announcements."""

CODES: dict[str, str] = {
    "notify.message_not_found": "未找到该消息，可能已被删除，请刷新消息列表",
    "notify.report_unknown": "没有这个短信通道，或口令不对",
    "notify.report_unreadable": "回执不是该通道的格式",
    # Templates
    "notify.template_not_found": "没有这个模板，请刷新模板列表",
    "notify.template_admin_only": "只有平台管理员可以管理消息和短信模板",
    "notify.template_text_unused": "这一模板不发送此项内容，请留空（null）",
    "notify.template_braces": "花括号只能用于变量，例如 {case_name}；请检查变量名和成对的括号",
    "notify.template_sign": "短信签名由平台自动加上，内容中不能有【】",
    "notify.template_variable_unknown": "不能使用这个变量，可用的变量见模板的 variables",
    "notify.template_variable_missing": "缺少必须有的变量",
    "notify.template_provider_unknown": "没有这个短信通道，请核对通道名称",
    "notify.template_code_needed": "短信的变量有变化，请先在该通道登记新的模板，再填写新的模板编号",
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
