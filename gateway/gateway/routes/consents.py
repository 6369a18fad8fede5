"""One's own consents: read, give, withdraw."""

from contracts.schemas import identity

from gateway.routing.endpoint import Access, Endpoint, Quotas, ServiceCall

_TAG = "个人"

ENDPOINTS = [
    Endpoint(
        "GET",
        "/me/consents",
        "list_consents",
        "我的授权：同意了哪些文件，以及历次同意和撤回",
        _TAG,
        Access.PERSON,
        ServiceCall("identity.list_consents"),
        answer=identity.OwnConsents,
    ),
    Endpoint(
        "POST",
        "/me/consents",
        "give_consent",
        "同意一份文件",
        _TAG,
        Access.PERSON,
        ServiceCall("identity.give_consent", ("body",)),
        201,
        body=identity.Consent,
        answer=identity.OwnConsent,
        quotas=Quotas.SENSITIVE,
    ),
    Endpoint(
        "POST",
        "/me/consents/{consent_kind}/withdraw",
        "withdraw_consent",
        "撤回对一份文件的同意",
        _TAG,
        Access.PERSON,
        ServiceCall("identity.withdraw_consent", ("body",)),
        body=identity.ConsentWithdrawal,
        answer=identity.OwnConsent,
        may=frozenset({404, 409}),
        quotas=Quotas.SENSITIVE,
    ),
]
