"""Codes of accounts, log-in, sessions, SMS codes, real-name verification and staff."""

CODES: dict[str, str] = {
    # Captchas
    "identity.captcha_wrong": "验证码不正确或已失效，请获取新的验证码后重新输入",
    "identity.captcha_required": "多次输错，请先完成图形验证码再试",
    # SMS codes: asking for one
    "identity.sms_resend_wait": "该手机号刚刚获取过验证码，请{wait}再获取",
    "identity.sms_limit_phone": "该手机号今天获取验证码的次数已达上限，请{wait}再试",
    "identity.sms_limit_id_number": "该证件号码今天获取验证码的次数已达上限，请{wait}再试",
    "identity.sms_limit_ip": "当前网络获取验证码过于频繁，请{wait}再试，或更换网络",
    "identity.sms_limit_total": "短信发送量已达系统上限，请{wait}再试",
    # SMS codes: using one
    "identity.sms_code_format": "短信验证码为 6 位数字，请对照短信重新输入（本次不计入尝试次数）",
    "identity.sms_code_wrong": "短信验证码不正确，请核对短信后重新输入",
    "identity.sms_code_expired": "短信验证码未获取或已失效，请重新获取后输入",
    "identity.sms_code_exhausted": "短信验证码输错次数过多已作废，请重新获取",
    # Registration
    "identity.id_number_registered": "该证件号码已注册，请直接登录；忘记密码请使用“找回密码”",
    "identity.phone_registered": "该手机号正在用于另一项注册或换绑，请稍后再试",
    "identity.nationality_not_for_type": "只有护照需要填写国籍（地区），请清空此项",
    "identity.gender_required": "请选择性别",
    "identity.gender_disagrees": "性别与身份证号码不一致，请核对",
    "identity.birth_date_required": "请填写出生日期",
    "identity.birth_date_disagrees": "出生日期与身份证号码不一致，请核对",
    "identity.consent_missing": "请分别阅读并同意用户服务协议、个人信息处理规则和敏感个人信息处理单独同意",
    "identity.consent_outdated": "协议内容已更新，请重新阅读并同意最新版本",
    # Log-in and sessions
    "identity.login_failed": "账号或密码不正确，请核对后重试",
    "identity.login_locked": "连续输错密码次数过多，账号已锁定，请{wait}再试，或使用“找回密码”",
    "identity.login_slowed": "该账号近期登录失败次数较多，请{wait}再试，或使用“找回密码”",
    "identity.refresh_invalid": "登录已失效，请重新登录",
    "identity.refresh_reused": "登录凭据被重复使用，为保护账号已退出该登录，请重新登录",
    "identity.session_not_found": "该登录记录不存在或已退出",
    # Forgotten password
    "identity.reset_mismatch": "填写的信息与注册时的信息不一致，请核对后重试",
    "identity.reset_limit": "找回密码尝试次数过多，请{wait}再试",
    # What was registered, mended before the verification; another account's claim
    "identity.correction_under_review": "实名认证正在审核中，不能更正注册信息；如有错误，审核人员退回后即可更正",
    "identity.correction_after_verification": "已通过实名认证，注册信息不能自行更正；证件信息确有变化的，请办理信息变更",
    "identity.corrections_used_up": "注册信息已更正 3 次，不能再自行更正；请提交实名认证，审核人员指出的项目退回后可以更正",
    "identity.correction_limit": "今天更正证件号码的次数已达上限，请{wait}再试",
    "identity.details_missing": "请先补充证件号码和手机号，再提交实名认证",
    "identity.claim_lost": "该证件号码已由另一账号通过实名认证，请核对后填写本人的证件号码",
    # A phone of one's own
    "identity.phone_same": "新手机号与现手机号相同",
    "identity.password_wrong": "密码不正确，请重新输入",
    # Real-name verification
    "identity.already_verified": "您已完成实名认证，无需再次提交",
    "identity.real_name_under_review": "实名认证正在审核中，请等待审核结果",
    "identity.real_name_same_image": "照片不能相同，请分别上传证件的各面和手持证件人像面；护照只有一页，不需要非人像面",
    "identity.alipay_off": "支付宝认证暂未开放，请使用“线上实名认证”",
    "identity.alipay_resident_only": "支付宝认证仅支持内地居民身份证，请使用“线上实名认证”",
    "identity.alipay_unavailable": "支付宝暂时无法使用，请稍后再试，或使用“线上实名认证”",
    "identity.alipay_refused": "支付宝没有受理您的认证，请核对注册时填写的姓名和证件号码，或使用“线上实名认证”",
    "identity.alipay_limit": "今天发起支付宝认证的次数已达上限，请{wait}再试，或使用“线上实名认证”",
    "identity.alipay_starting": "正在生成二维码，请稍候",
    "identity.certification_not_found": "未找到这次支付宝认证，请重新获取二维码",
    "identity.authority_not_found": "未找到该会计管理部门，请重新选择",
    "identity.contact_admin_only": "只有机构管理员和平台管理员可以修改联系方式",
    "identity.authority_out_of_scope": "只能修改本部门及下级部门的联系方式",
    "identity.authority_not_for_real_name": "请选择省级或市级会计管理部门",
    "identity.attachment_not_found": "未找到该附件",
    # Accounts and staff
    "identity.person_not_found": "未找到该人员",
    "identity.staff_not_found": "未找到该工作人员账号",
    "identity.identity_declared": "您已申报过本人证件，不能更改为另一证件，如有错误请联系平台管理员",
    "identity.staff_identity_declared": "该工作人员已申报过本人证件，只有平台管理员可以更正（本人的除外）",
    "identity.staff_admin_only": "只有机构管理员和平台管理员可以查看和录入工作人员的回避申报",
    "identity.too_many_withdrawn": "30天内撤销申报的单位过多，请保留其中一部分，或稍后再撤销",
    # Audit log
    "identity.audit_readers_only": "只有审计员和机构管理员可以查询审计日志",
    "identity.auditors_only": "只有审计员可以核验审计日志",
    "identity.audit_too_recent": "审计日志须至少保存六个月，请选择更早的日期",
    "identity.audit_broken": "审计日志核验未通过，不能清理，请先查明原因",
    "identity.sandbox_only": "该功能仅在演示环境中可用",
}
