"""Codes of the rules on single values: each text says what to do."""

from contracts.certificate_types import CertificateType

_HK_MACAO_PERMIT = CertificateType.HK_MACAO_PERMIT.rule.title
_TAIWAN_PERMIT = CertificateType.TAIWAN_PERMIT.rule.title
_PASSPORT = CertificateType.PASSPORT.rule.title

CODES: dict[str, str] = {
    # Certificate numbers
    "value.id_type_unknown": "请选择证件类型",
    "value.id_number_resident": "居民身份证号码应为 18 位：前 17 位为数字，最后一位为数字或 X，请核对",
    "value.id_number_15_digits": "15 位的第一代身份证已停用，请填写现用身份证上的 18 位号码",
    "value.id_number_birth_date": "身份证号码第 7 至 14 位不是有效的出生日期，请核对",
    "value.id_number_check_digit": "身份证号码的校验位不符，请逐位核对是否输错",
    "value.id_number_hk_macao_residence_card": (
        f"这是港澳居民居住证的号码，请将证件类型改为“{_HK_MACAO_PERMIT}”，并填写通行证号码"
    ),
    "value.id_number_taiwan_residence_card": (
        f"这是台湾居民居住证的号码，请将证件类型改为“{_TAIWAN_PERMIT}”，并填写通行证号码"
    ),
    "value.id_number_foreigner_card": (
        f"这是外国人永久居留身份证的号码，请将证件类型改为“{_PASSPORT}”，并填写护照号码"
    ),
    "value.id_number_hk_macao": (
        f"{_HK_MACAO_PERMIT}号码为字母 H 或 M 加 8 位数字（或再加 2 位换证次数），"
        "请勿填写港澳本地身份证号码"
    ),
    "value.id_number_taiwan": (
        f"{_TAIWAN_PERMIT}号码为 8 位数字（旧证为 10 位数字），括号和字母不用填写"
    ),
    "value.id_number_passport": "护照号码为 5 至 15 位字母或数字，请按护照资料页填写",
    "value.nationality_required": "使用护照的，请选择国籍",
    "value.nationality_unknown": "请从列表中选择国籍",
    "value.birth_date_format": "出生日期应为 YYYY-MM-DD 格式，例如 1990-01-31",
    "value.birth_date_in_future": "出生日期不能晚于今天，请核对",
    "value.birth_date_too_early": "出生日期过早，请核对",
    "value.under_age": "年满 14 周岁方可注册，请核对出生日期",
    # Names
    "value.name_character": "姓名中有不能使用的字符，请按证件上的姓名填写",
    "value.name_private_use": (
        "姓名中含有造字区字符，他人无法正确显示，请用“生僻字”选择器选择标准汉字；"
        "选择器中没有的，请联系会计管理部门处理"
    ),
    "value.name_invisible": "姓名中含有看不见的控制字符，请删除后重新输入",
    "value.name_separator": "间隔符“·”不能在姓名的开头或末尾，也不能连用，请核对",
    "value.name_marks": (
        "姓名须以字母或汉字开头，同一符号不能连用，括号须成对，末尾不能是“-”“,”“/”“@”，请按证件填写"
    ),
    "value.name_too_short": "姓名至少 2 个字，请按证件填写完整",
    "value.name_too_long": "姓名最多 100 个字，请核对",
    # Phones and addresses
    "value.phone": "手机号码应为 1 开头的 11 位中国内地号码，请核对",
    "value.phone_length": "手机号码应为 11 位数字（可带 +86），请核对是否多输或漏输",
    "value.phone_characters": "手机号码中有数字以外的字符，请只填写 11 位数字",
    "value.phone_landline": "这是固定电话或服务号码，收不到短信，请填写 11 位手机号码",
    "value.phone_abroad": "这是境外号码，请填写 11 位中国内地手机号码",
    "value.employer_phone": (
        "单位电话的位数不对，请填写“区号-号码”（如 010-12345678，分机写作 010-12345678-801）、"
        "手机号码或 400、800 电话"
    ),
    "value.employer_phone_characters": "单位电话中有不能使用的字符，请只填写数字和横线，分机号写在“转”之后",
    "value.employer_phone_several": "单位电话只能填写一个号码，请删除其余的号码",
    "value.employer_phone_extension": "分机号应为 1 至 6 位数字，请核对",
    "value.employer_phone_abroad": "境外电话请写作“+国家（地区）代码 号码”，例如 +852 2345 6789，请核对",
    "value.email_at": "电子邮箱中应有且只有一个“@”，例如 name@example.com",
    "value.email_local": "电子邮箱“@”前面的部分有误：不能有空格，点不能在首尾或连用，请核对",
    "value.email_domain": "电子邮箱“@”后面的域名有误，例如 example.com、公司.cn，请核对",
    "value.email_length": "电子邮箱最多 254 个字符，请核对",
    # Employer's code
    "value.uscc_length": "统一社会信用代码应为 18 位，请按营业执照或登记证书填写",
    "value.uscc_letters": (
        "统一社会信用代码不使用字母 I、O、S、V、Z，请核对是否为数字 1、0、5、2 等"
    ),
    "value.uscc_format": "统一社会信用代码由数字和大写字母组成，第 3 至 8 位为数字，请核对",
    "value.uscc_check_digit": (
        "统一社会信用代码的最后一位与前 17 位对不上，其中有输错、漏看或颠倒的字符，请对照证书逐位核对"
    ),
    "value.uscc_organisation_code": (
        "这是 9 位组织机构代码，请填写 18 位统一社会信用代码（第 9 至 17 位与组织机构代码相同）"
    ),
    "value.uscc_registration_number": "这是工商注册号，请填写营业执照上的 18 位统一社会信用代码",
    # Months and periods
    "value.month_format": "请按“年-月”填写，例如 2020-09",
    "value.month_too_early": "年月过早，请核对",
    "value.start_month_in_future": "开始时间不能晚于本月",
    "value.end_month_in_future": "结束时间不能晚于本月",
    "value.period_order": "结束时间必须晚于开始时间",
    "value.day_format": "日期应为 YYYY-MM-DD 格式，例如 2020-09-01",
    # Education and degree certificates
    "value.certificate_no": "证书编号最多 50 个字，只能使用汉字、数字、字母和横线等，请按证书填写",
    "value.level_certificate_unusual": (
        "学历证书编号与国家统一格式（17 或 18 位数字）不同，请核对；无误的可以提交，由审核人员核实"
    ),
    "value.degree_certificate_unusual": (
        "学位证书编号与国家统一格式（16 位数字）不同，请核对；无误的可以提交，由审核人员核实"
    ),
    "value.certificate_year_differs": "证书编号中的年份与毕业时间不一致，请核对",
    "value.certificate_level_differs": "证书编号中的层次与所选学历不一致，请核对",
    "value.certificate_degree_differs": "证书编号中的级别与所选学位不一致，请核对",
    # Passwords
    "value.password_too_short": "密码至少 8 位",
    "value.password_too_long": "密码最多 64 位",
    "value.password_characters": "密码只能使用英文字母、数字和键盘上的符号，不能有空格或汉字",
    "value.password_kinds": "密码须包含大写字母、小写字母、数字、符号中的至少三种",
    "value.password_personal": "密码不能包含证件号码或手机号码（或其后六位）",
    "value.password_guessable": "密码过于简单：请勿使用连续或重复的字符及常见密码",
    "value.password_confirmation": "两次输入的密码不一致，请重新输入",
    # Free text and choices
    "value.masked": "带“*”的是隐去部分内容的显示，请填写完整内容；不需要修改的，保持原样即可",
    "value.text_unstorable": "内容中含有无法保存的控制字符，请删除后重新输入",
    "value.region_province_alone": "只选了省级，请继续选择所在的市和区县",
    "value.region": "请从列表中选择行政区划",
}
