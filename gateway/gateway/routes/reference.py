"""Reference data, the same for everybody and cacheable."""

from contracts import consents
from contracts.schemas import changes, collection, identity
from contracts.schemas import reference as schemas

from gateway.handlers import reference
from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, Quotas, ServiceCall

_TAG = "基础数据"
_PACKAGED_SECONDS = 3600
_SERVICE_SECONDS = 300
_POLICY_SECONDS = 60

ENDPOINTS = [
    Endpoint(
        "GET",
        "/reference/dictionaries",
        "list_dictionaries",
        "全部字典",
        _TAG,
        Access.PUBLIC,
        reference.dictionaries,
        answer=schemas.Dictionaries,
        quotas=Quotas.REFERENCE,
        cache_seconds=_PACKAGED_SECONDS,
    ),
    Endpoint(
        "GET",
        "/reference/regions",
        "list_regions",
        "行政区划，逐级",
        _TAG,
        Access.PUBLIC,
        reference.regions,
        query=(Query("parent", "上级区划代码；不填为省级", example="110000"),),
        answer=schemas.Regions,
        quotas=Quotas.REFERENCE,
        cache_seconds=_PACKAGED_SECONDS,
    ),
    Endpoint(
        "GET",
        "/reference/regions/all",
        "list_all_regions",
        "全部行政区划，带拼音首字母",
        _TAG,
        Access.PUBLIC,
        reference.all_regions,
        answer=schemas.AllRegions,
        quotas=Quotas.REFERENCE,
        cache_seconds=_PACKAGED_SECONDS,
        description="供选择器按名称或拼音首字母在本地查找，约 3200 条；压缩后 41 kB（未压缩 252 kB），"
        "带 ETag，可缓存一小时。",
    ),
    Endpoint(
        "GET",
        "/reference/usccs/{uscc}",
        "describe_uscc",
        "统一社会信用代码说明了什么",
        _TAG,
        Access.PUBLIC,
        reference.uscc,
        answer=schemas.Uscc,
        bears_errors=True,
        quotas=Quotas.REFERENCE,
        calls={reference.REGIONAL_AUTHORITY: ("region_code",)},
        description="保存前核对用：校验码是否正确，登记管理部门、机构类别、登记机关所在区划、可预填的单位类型，以及"
        "建议的会计管理部门。代码有误时仍为 200，valid 为 false，problem 说明错在哪里。只看代码本身，不查询登记信息。",
    ),
    Endpoint(
        "GET",
        "/reference/authorities",
        "list_authorities",
        "会计管理部门，逐级，或按名称、拼音、区划查找",
        _TAG,
        Access.PUBLIC,
        ServiceCall("identity.list_authorities"),
        query=(
            Query(
                "q",
                "名称的一部分，也可用全拼、拼音首字母或区划代码；多个词以空格分开，须全部符合；最多 50 个字",
                example="haidian",
            ),
            Query("region", "只找这一区划及其下级的，6 位代码", example="110000"),
            Query("near", "从这一区划算起由近及远排列，6 位代码", example="110108"),
            Query(
                "parent", "上级部门编号；不填为最上级", argument="parent_id", example="au-110000"
            ),
            *PAGING,
        ),
        answer=identity.AuthorityList,
        quotas=Quotas.REFERENCE,
        cache_seconds=_SERVICE_SECONDS,
    ),
    Endpoint(
        "GET",
        "/reference/authorities/{authority_id}",
        "get_authority",
        "一个会计管理部门",
        _TAG,
        Access.PUBLIC,
        ServiceCall("identity.get_authority"),
        answer=identity.Authority,
        may=frozenset({404}),
        quotas=Quotas.REFERENCE,
        cache_seconds=_SERVICE_SECONDS,
    ),
    Endpoint(
        "GET",
        "/reference/consent-documents",
        "list_consent_documents",
        "办理事项须分别同意的文件",
        _TAG,
        Access.PUBLIC,
        ServiceCall("identity.list_consent_documents"),
        query=(
            Query(
                "needed_for",
                "办理什么事项；不填为注册，all 为全部文件",
                default=consents.REGISTER,
                choices=(*consents.ACTIONS, "all"),
                example=consents.SUBMIT_REAL_NAME,
            ),
        ),
        answer=identity.ConsentDocumentList,
        quotas=Quotas.REFERENCE,
        cache_seconds=_SERVICE_SECONDS,
    ),
    Endpoint(
        "GET",
        "/reference/consent-documents/{consent_kind}/{version}",
        "get_consent_document",
        "一份文件的一个版本",
        _TAG,
        Access.PUBLIC,
        ServiceCall("identity.get_consent_document"),
        answer=identity.ConsentDocument,
        may=frozenset({404}),
        quotas=Quotas.REFERENCE,
        cache_seconds=_SERVICE_SECONDS,
    ),
    Endpoint(
        "GET",
        "/reference/collection-scopes",
        "list_scopes",
        "采集须知：采集范围及各自需要准备的材料",
        _TAG,
        Access.PUBLIC,
        ServiceCall("collection.list_scopes"),
        answer=collection.CollectionScopes,
        quotas=Quotas.REFERENCE,
        cache_seconds=_SERVICE_SECONDS,
    ),
    Endpoint(
        "GET",
        "/reference/change-policies",
        "list_change_policies",
        "信息变更：哪些字段立即生效，哪些须审核、对照什么材料",
        _TAG,
        Access.PUBLIC,
        ServiceCall("changes.list_change_policies"),
        answer=changes.ChangePolicies,
        quotas=Quotas.REFERENCE,
        cache_seconds=_POLICY_SECONDS,
        description="一次变更中有一个字段须审核，整次变更都须审核。平台管理员调整后最迟一分钟生效于此，以提交时的答复为准。",
    ),
    Endpoint(
        "GET",
        "/reference/rare-characters",
        "list_rare_characters",
        "生僻字：按拼音、码位、部首和笔画查找，分页",
        _TAG,
        Access.PUBLIC,
        reference.rare_characters,
        query=(
            Query("initial", "拼音首字母", example="y"),
            Query(
                "q", "音节（可带声调）、汉字，或码位，可带 U+ 也可不带：U+4DAE、4dae", example="yan"
            ),
            Query("radical", "部首：康熙字典部首序号，或部首的任一字形", example="氵"),
            Query("strokes", "总笔画数", kind=int, low=1, high=99),
            Query("residual_strokes", "部首以外的笔画数", kind=int, low=0, high=99),
            Query("cursor", "上一页答复中的 next_cursor；不填为第一页"),
            Query("limit", "每页字数", kind=int, default=100, low=1, high=200),
        ),
        answer=schemas.RareCharacters,
        quotas=Quotas.REFERENCE,
        cache_seconds=_PACKAGED_SECONDS,
        description="范围为 GB 18030-2022 实现级别 3 的全部 87887 个汉字，常用于人名的生僻字在前；"
        "同时给出几项条件时，须全部符合。",
    ),
    Endpoint(
        "GET",
        "/reference/radicals",
        "list_radicals",
        "查生僻字用的部首",
        _TAG,
        Access.PUBLIC,
        reference.radicals,
        answer=schemas.Radicals,
        quotas=Quotas.REFERENCE,
        cache_seconds=_PACKAGED_SECONDS,
    ),
]
