"""R1.2.1: the articles that come with the platform are there, fit, lead somewhere, and are true."""

import re
from datetime import timedelta

import pytest
from casework.domain.service_level import ServiceLevel
from changes.domain.credits import CONVERSIONS, CREDITS_OF_A_YEAR, FIRST_YEAR
from collection.domain.education_rules import MAX_EDUCATIONS
from collection.domain.employment_rules import MAX_EMPLOYMENTS
from contracts.attachments import ATTACHMENT_RULES, KB, MB
from contracts.case_kinds import CASE_KINDS, TRANSFER
from contracts.error_codes import text_of
from contracts.record_fields import AUTOMATIC, RECORD_FIELDS
from contracts.reference import dictionaries, name_of
from contracts.schemas.changes.bodies import MAX_PROOFS as MAX_CREDIT_PROOFS
from contracts.schemas.help_articles import NewHelpArticleBody
from contracts.schemas.transfer import MAX_PROOFS
from contracts.values.id_numbers import MINIMUM_AGE
from contracts.values.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from gateway.attachments.staging import LIFE
from identity.domain import exports, login_locks, phone_recoveries, quotas, sessions, sms_codes
from identity.domain.corrections import MAX_CORRECTIONS
from identity.use_cases.captchas import CAPTCHA_LIFE
from notify.domain.help_markdown import inner_slugs, link_targets
from notify.queries.help_files import file_articles

ARTICLES = file_articles()

# What people ask, and the article that answers it.
TOPICS = {
    "registration": "register",
    "numbers of certificates": "id-types",
    "rare characters": "rare-characters",
    "codes that don't arrive": "sms-code",
    "number already registered": "already-registered",
    "passwords": "password-rules",
    "log-in and captcha": "log-in",
    "locked account": "login-locked",
    "forgotten password": "forgot-password",
    "lost phone": "lost-phone",
    "sessions": "sessions",
    "both ways of verification": "real-name-ways",
    "photos for verification": "real-name-photos",
    "collection": "collection-steps",
    "scope": "scope",
    "photo rules": "photo",
    "uploads": "attachments",
    "education": "education",
    "employment": "employment",
    "USCC": "uscc",
    "authority by the 属地 rule": "authority",
    "how long it takes": "review-time",
    "returned and what now": "returned",
    "withdrawal": "withdraw",
    "changes": "changes",
    "changes automatic and reviewed": "change-modes",
    "transfer": "transfer",
    "blockers of a transfer": "transfer-blockers",
    "credits": "credits",
    "rewards and penalties": "rewards-penalties",
    "who looked": "who-looked",
    "masked values": "masked-information",
    "one's rights": "rights",
}

# The pages of the platform's design to which an article may lead.
PAGES = {
    *("/", "/register", "/login", "/forgot-password", "/recover-phone", "/help", "/real-name"),
    *("/collection", "/record", "/changes", "/credit-applications", "/rewards-penalties"),
    *("/transfers", "/transfers/new", "/messages", "/account", "/privacy", "/accessibility"),
    *(f"/collection/{step}" for step in ("scope", "basic", "educations", "employments")),
    *("/collection/authority", "/collection/result"),
    *(f"/account/{page}" for page in ("password", "phone", "sessions", "access-log", "export")),
}


def minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def size(count: int) -> str:
    return f"{count // MB} MB" if count >= MB else f"{count // KB} KB"


def sizes(kind: str) -> str:
    rule = ATTACHMENT_RULES[kind]
    return f"{size(rule.min_bytes)} 至 {size(rule.max_bytes)}"


PHOTO = ATTACHMENT_RULES["photo"]

# What an article says, made from the constants that the code goes by.
FIGURES = [
    ("register", f"年满 {MINIMUM_AGE} 周岁"),
    ("register", f"{sms_codes.CODE_LENGTH} 位数字"),
    ("sms-code", f"验证码 {minutes(sms_codes.CODE_LIFE)} 分钟内有效"),
    ("sms-code", f"每 {minutes(sms_codes.RESEND_AFTER)} 分钟只能获取一次"),
    ("sms-code", f"一个验证码最多试 {sms_codes.MAX_ATTEMPTS} 次"),
    ("sms-code", f"输错 {sms_codes.CAPTCHA_AFTER} 次以后"),
    ("sms-code", f"一天最多 {quotas.SMS_PHONE.limit} 次"),
    ("sms-code", f"短信验证码是 {sms_codes.CODE_LENGTH} 位数字"),
    ("password-rules", f"{MINIMUM_LENGTH} 至 {MAXIMUM_LENGTH} 位"),
    ("log-in", f"{minutes(CAPTCHA_LIFE)} 分钟内有效，只能用一次"),
    ("login-locked", f"连续输错密码 {login_locks.MAX_FAILURES} 次"),
    ("login-locked", f"锁定 {minutes(login_locks.LOCK_TIME)} 分钟"),
    ("forgot-password", f"一个验证码最多 {sms_codes.MAX_ATTEMPTS} 次"),
    ("forgot-password", f"一天最多尝试 {quotas.RESET_ID_NUMBER.limit} 次"),
    ("sessions", f"{hours(sessions.IDLE_LIFE)} 小时没有任何操作"),
    ("sessions", f"登录满 {sessions.ABSOLUTE_LIFE.days} 天"),
    ("lost-phone", f"{hours(phone_recoveries.COOLING_OFF_LASTS)} 小时等待期"),
    ("lost-phone", f"{hours(phone_recoveries.TOKEN_LIFE)} 小时内上传"),
    ("real-name-ways", f"最多 {MAX_CORRECTIONS} 次"),
    ("real-name-photos", f"每张 {sizes('id_holding')}"),
    ("rights", f"保留 {exports.KEPT.days} 天供您下载"),
    ("rights", f"每天最多申请 {quotas.EXPORT_PERSON.limit} 次"),
    ("photo", f"jpg 格式，{sizes('photo')}"),
    ("photo", f"宽不小于 {PHOTO.min_width} 像素，高不小于 {PHOTO.min_height} 像素"),
    ("photo", f"不能小于 {size(PHOTO.min_bytes)}"),
    ("photo", f"不能大于 {size(PHOTO.max_bytes)}"),
    ("attachments", f"| 标准证件照片 | jpg | {sizes('photo')} |"),
    ("attachments", f"| 证件人像面、非人像面 | jpg、png | {sizes('id_portrait')} |"),
    ("attachments", f"| 学历证明、学位证明、居住证 | jpg、png | {sizes('level_certificate')} |"),
    ("attachments", f"聘任证明 | jpg、png | {sizes('appointment_proof')} |"),
    ("attachments", f"| jpg、png、pdf | {sizes('transfer_proof')} |"),
    ("attachments", f"超过 {hours(LIFE)} 小时"),
    ("education", f"最多 {MAX_EDUCATIONS} 段"),
    ("employment", f"最多 {MAX_EMPLOYMENTS} 段"),
    ("review-time", f"目标时限是 {ServiceLevel().target_days} 个工作日"),
    ("review-time", f"最长 {ServiceLevel().limit_days} 个工作日"),
    ("transfer", f"证明材料 1 至 {MAX_PROOFS} 份"),
    ("credits", f"证明材料，1 至 {MAX_CREDIT_PROOFS} 份"),
    ("credits", f"不少于 {CREDITS_OF_A_YEAR} 学分"),
    ("credits", f"只能申请 {FIRST_YEAR} 年及以后"),
    *(
        ("credits", f"每{one.unit} {one.each} |")
        for one in CONVERSIONS.values()
        if one.by_role is None
    ),
    *(
        ("credits", f"{one.by_role['lead']}，其他 {one.by_role['participant']} |")
        for one in CONVERSIONS.values()
        if one.by_role is not None
    ),
    *(("transfer", item["name"]) for item in dictionaries()["transfer_reason"]["items"]),
    *(("transfer-blockers", CASE_KINDS[kind].name) for kind in CASE_KINDS[TRANSFER].excludes),
    *(("id-types", item["name"]) for item in dictionaries()["id_type"]["items"]),
    *(
        ("review-time", name_of("case_state", state))
        for state in ("submitted", "under_review", "approved", "returned")
    ),
]


# The sentences that an article repeats, from the texts that people meet.
QUOTES = [
    ("id-types", "校验位不符", "value.id_number_check_digit"),
    ("id-types", "15 位的第一代身份证已停用", "value.id_number_15_digits"),
    ("rare-characters", "含有造字区字符", "value.name_private_use"),
    ("sms-code", "验证码不正确", "identity.sms_code_wrong"),
    ("sms-code", "未获取或已失效", "identity.sms_code_expired"),
    ("sms-code", "输错次数过多已作废", "identity.sms_code_exhausted"),
    ("sms-code", "请先完成图形验证码", "identity.captcha_required"),
    ("sms-code", "今天获取验证码的次数已达上限", "identity.sms_limit_phone"),
    ("sms-code", "当前网络获取验证码过于频繁", "identity.sms_limit_ip"),
    ("already-registered", "证件号码已注册", "identity.id_number_registered"),
    ("log-in", "账号或密码不正确", "identity.login_failed"),
    ("forgot-password", "填写的信息与注册时的信息不一致", "identity.reset_mismatch"),
    ("attachments", "文件过大", "attachment.too_large"),
    ("attachments", "文件过小", "attachment.too_small"),
    ("attachments", "PDF 文件已加密", "attachment.pdf_encrypted"),
    ("attachments", "PDF 文件含有脚本或内嵌文件", "attachment.pdf_scripted"),
    ("attachments", "发现病毒", "attachment.infected"),
    ("attachments", "同时上传的文件过多", "attachment.too_many_at_once"),
    ("photo", "图片已损坏或无法打开", "attachment.unreadable"),
    ("uscc", "应为 18 位", "value.uscc_length"),
    ("uscc", "不使用字母 I、O、S、V、Z", "value.uscc_letters"),
    ("uscc", "最后一位与前 17 位对不上", "value.uscc_check_digit"),
    ("uscc", "这是 9 位组织机构代码", "value.uscc_organisation_code"),
    ("uscc", "这是工商注册号", "value.uscc_registration_number"),
    ("returned", "此项已被退回，请按退回原因修改后再提交", "collection.returned_item_unchanged"),
    ("changes", "这一项已有审核中的变更", "collection.object_has_open_change"),
    ("changes", "内容与档案相同", "changes.nothing_changed"),
    ("changes", "档案在您填写期间已有更新", "collection.record_changed"),
    ("transfer-blockers", "信息采集尚未完成或尚未审核通过", "transfer.collection_not_approved"),
]


def _spaced(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_R1_2_1_every_topic_has_its_article() -> None:
    assert len(ARTICLES) >= 20
    assert set(ARTICLES) == set(TOPICS.values())
    assert {article.category for article in ARTICLES.values()} == {
        item["code"] for item in dictionaries()["help_category"]["items"]
    }


@pytest.mark.parametrize("slug", ARTICLES, ids=lambda slug: f"R6.6-{slug}")
def test_article_is_as_administrators_may_write_it(slug: str) -> None:
    article = ARTICLES[slug]
    names = article.__dataclass_fields__
    body = {name: getattr(article, name) for name in names}
    loaded = NewHelpArticleBody().load({**body, "keywords": list(article.keywords)})
    assert {**loaded, "keywords": tuple(loaded["keywords"])} == body
    assert len(set(article.keywords)) == len(article.keywords)


@pytest.mark.parametrize("slug", ARTICLES, ids=lambda slug: f"R1.2.1-{slug}")
def test_links_lead_to_articles_and_pages(slug: str) -> None:
    body = ARTICLES[slug].body_markdown
    assert inner_slugs(body) <= set(ARTICLES) - {slug}
    inner = {link for link in link_targets(body) if not link.startswith("/help/")}
    assert inner <= PAGES


def test_R1_2_1_pages_that_messages_name_are_among_those_of_articles() -> None:
    assert {kind.link for kind in CASE_KINDS.values()} <= PAGES


@pytest.mark.parametrize(("slug", "phrase"), FIGURES)
def test_R1_2_1_figures_are_those_of_the_code(slug: str, phrase: str) -> None:
    article = ARTICLES[slug]
    assert _spaced(phrase) in _spaced(article.summary + article.body_markdown)


@pytest.mark.parametrize(("slug", "sentence", "code"), QUOTES)
def test_R1_2_1_sentences_are_those_that_people_meet(slug: str, sentence: str, code: str) -> None:
    assert sentence in ARTICLES[slug].body_markdown
    assert sentence in text_of(code)


def test_R4_3_2_automatic_fields_are_named_as_such() -> None:
    rows = re.findall(r"^\| (.*?) \| (.*?) \|$", ARTICLES["change-modes"].body_markdown, re.M)
    automatic = "、".join(row[0] for row in rows[1:])
    titles = {
        field.title
        for fields in RECORD_FIELDS.values()
        for field in fields.values()
        if field.review == AUTOMATIC
    }
    assert set(filter(None, automatic.strip("、 ").split("、"))) == titles


def test_R1_2_1_places_are_distinct_and_in_the_order_of_categories() -> None:
    placed = sorted(ARTICLES.values(), key=lambda article: article.position)
    assert len({article.position for article in placed}) == len(placed)
    order = [item["code"] for item in dictionaries()["help_category"]["items"]]
    ranks = [order.index(article.category) for article in placed]
    assert ranks == sorted(ranks)
