"""Answers of the reference endpoints (served from the packaged data)."""

from marshmallow import Schema, fields, validate

from contracts.schemas.identity.authorities import AuthorityBrief


class DictionaryItem(Schema):
    """One choice of a drop-down."""

    code = fields.String(
        required=True, metadata={"description": "提交时使用的代码", "example": "21"}
    )
    name = fields.String(required=True, metadata={"description": "显示文字", "example": "大学本科"})
    parent = fields.String(metadata={"description": "上级选项代码，用于分组显示"})
    standard = fields.String(metadata={"description": "国家标准中的代码"})
    active = fields.Boolean(metadata={"description": "false 表示已停用，不再可选"})
    applies_to = fields.List(fields.String(), metadata={"description": "退回理由适用的项目"})
    note_required = fields.Boolean(metadata={"description": "选择后须填写说明"})
    short_name = fields.String(metadata={"description": "简称"})
    rank = fields.Integer(metadata={"description": "学历高低，数值大者为高"})
    certificate_no_required = fields.Boolean(metadata={"description": "是否须填证书编号"})
    proof_hint = fields.String(metadata={"description": "应上传的证明材料"})
    unit = fields.String(metadata={"description": "学分计算单位"})
    unit_name = fields.String(metadata={"description": "学分计算单位名称"})
    credits = fields.Integer(metadata={"description": "每单位学分"})
    credits_other_authors = fields.Integer(metadata={"description": "其他参与人的学分"})
    media_types = fields.List(fields.String(), metadata={"description": "附件允许的文件类型"})
    min_bytes = fields.Integer(metadata={"description": "附件最小字节数"})
    max_bytes = fields.Integer(metadata={"description": "附件最大字节数"})
    min_width = fields.Integer(metadata={"description": "图片最小宽度（像素）"})
    min_height = fields.Integer(metadata={"description": "图片最小高度（像素）"})
    aspect = fields.Float(allow_none=True, metadata={"description": "建议的宽高比"})
    hint = fields.String(metadata={"description": "附件要求说明"})


class Dictionary(Schema):
    """One option list."""

    title = fields.String(required=True, metadata={"description": "名称", "example": "学历"})
    standard = fields.String(metadata={"description": "所依据的国家标准"})
    source = fields.String(metadata={"description": "所依据的文件"})
    items = fields.List(fields.Nested(DictionaryItem), required=True)


class Dictionaries(Schema):
    """All option lists by name."""

    dictionaries = fields.Dict(
        keys=fields.String(), values=fields.Nested(Dictionary), required=True
    )


class RegionItem(Schema):
    """One region in force."""

    code = fields.String(
        required=True, metadata={"description": "行政区划代码", "example": "110108"}
    )
    name = fields.String(required=True, metadata={"description": "名称", "example": "海淀区"})
    level = fields.String(required=True, metadata={"description": "province、city 或 county"})
    parent_code = fields.String(required=True, allow_none=True)
    has_children = fields.Boolean(required=True, metadata={"description": "是否有下级"})


class Regions(Schema):
    """The regions directly under one."""

    items = fields.List(fields.Nested(RegionItem), required=True)


class RareCharacterItem(Schema):
    """One character, how it is read and written."""

    character = fields.String(required=True, metadata={"description": "汉字", "example": "䶮"})
    code_point = fields.String(
        required=True, metadata={"description": "Unicode 码位", "example": "U+4DAE"}
    )
    pinyin = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "读音，未收录读音的字为空", "example": ["yǎn"]},
    )
    syllables = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "不带声调的音节", "example": ["yan"]},
    )
    level = fields.Integer(
        required=True, metadata={"description": "《通用规范汉字表》级别，表外字为 0", "example": 3}
    )
    radical = fields.Integer(
        required=True, metadata={"description": "部首序号，见部首列表", "example": 212}
    )
    residual_strokes = fields.Integer(
        required=True, metadata={"description": "部首以外的笔画数", "example": 4}
    )
    strokes = fields.Integer(required=True, metadata={"description": "总笔画数", "example": 9})


class RareCharacters(Schema):
    """One page of the characters found, and the initials under which there are any."""

    items = fields.List(fields.Nested(RareCharacterItem), required=True)
    next_cursor = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "下一页的 cursor，最后一页为空", "example": "100"},
    )
    initials = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "可选的拼音首字母", "example": ["a", "b"]},
    )


class Radical(Schema):
    """A radical of the Kangxi dictionary."""

    number = fields.Integer(
        required=True, metadata={"description": "康熙字典部首序号", "example": 85}
    )
    characters = fields.String(
        required=True, metadata={"description": "部首的各种字形，首个为本字", "example": "水氵氺"}
    )


class Radicals(Schema):
    """All radicals in their order."""

    items = fields.List(fields.Nested(Radical), required=True)


class FlatRegion(Schema):
    """One region in force, as the search of a picker needs it."""

    code = fields.String(
        required=True, metadata={"description": "行政区划代码", "example": "130102"}
    )
    name = fields.String(required=True, metadata={"description": "名称", "example": "长安区"})
    parent_code = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "上级区划代码；省级为 null", "example": "130100"},
    )
    initials = fields.String(
        required=True, metadata={"description": "名称各字的拼音首字母", "example": "caq"}
    )


class AllRegions(Schema):
    """Every region in force, in the order of the codes."""

    items = fields.List(fields.Nested(FlatRegion), required=True)


class CodedName(Schema):
    """A part of a code and what it stands for."""

    code = fields.String(required=True, metadata={"description": "代码", "example": "91"})
    name = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "名称；不在已知范围内的为 null", "example": "企业"},
    )


class UsccProblem(Schema):
    """What is wrong with a code, and what to do."""

    code = fields.String(
        required=True, metadata={"description": "代码", "example": "value.uscc_check_digit"}
    )
    message = fields.String(
        required=True,
        metadata={"description": "问题和办法", "example": "统一社会信用代码有误，请逐位核对"},
    )


class Uscc(Schema):
    """What a unified social credit code says, or what is wrong with it."""

    uscc = fields.String(
        required=True,
        metadata={
            "description": "统一社会信用代码，已转为大写",
            "example": "91110108MA01KPGK0L",
        },
    )
    valid = fields.Boolean(
        required=True, metadata={"description": "各位和校验码是否正确", "example": True}
    )
    problem = fields.Nested(
        UsccProblem,
        required=True,
        allow_none=True,
        metadata={"description": "有误时的原因；正确的为 null，有误的其余各项为 null"},
    )
    department = fields.Nested(
        CodedName,
        required=True,
        allow_none=True,
        metadata={
            "description": "登记管理部门（第 1 位）",
            "example": {"code": "9", "name": "市场监督管理"},
        },
    )
    body = fields.Nested(
        CodedName,
        required=True,
        allow_none=True,
        metadata={
            "description": "机构类别（第 1、2 位）",
            "example": {"code": "91", "name": "企业"},
        },
    )
    region = fields.Nested(
        CodedName,
        required=True,
        allow_none=True,
        metadata={
            "description": "登记机关所在区划（第 3 至 8 位），name 自省级写起",
            "example": {"code": "110108", "name": "北京市海淀区"},
        },
    )
    organisation_code = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "组织机构代码（第 9 至 17 位）", "example": "MA01KPGK0"},
    )
    employer_type = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "可预填的单位类型代码，见字典 employer_type；看不出的为 null",
            "example": "enterprise",
        },
    )
    authority = fields.Nested(
        AuthorityBrief,
        required=True,
        allow_none=True,
        metadata={
            "description": "按登记机关所在地建议的会计管理部门；只是建议，实际工作地不同的请自行选择"
        },
    )
    unavailable = fields.List(
        fields.String(validate=validate.OneOf(("identity",))),
        required=True,
        metadata={
            "description": "暂时无法取得内容的服务；含 identity 时 authority 为 null",
            "example": [],
        },
    )
