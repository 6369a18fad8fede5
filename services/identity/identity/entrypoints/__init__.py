"""Identity's RPC methods, one mixin for each resource."""

from identity.entrypoints.account_security import AccountSecurityEntrypoints
from identity.entrypoints.accounts import AccountEntrypoints
from identity.entrypoints.alipay import AlipayEntrypoints
from identity.entrypoints.authorities import AuthorityEntrypoints
from identity.entrypoints.authority_tree import AuthorityTreeEntrypoints
from identity.entrypoints.cleanup import CleanupEntrypoints
from identity.entrypoints.codes import CodeEntrypoints
from identity.entrypoints.consents import ConsentEntrypoints
from identity.entrypoints.exports import ExportEntrypoints
from identity.entrypoints.interests import InterestEntrypoints
from identity.entrypoints.phone_recoveries import PhoneRecoveryEntrypoints
from identity.entrypoints.real_name import RealNameEntrypoints
from identity.entrypoints.sandbox import SandboxEntrypoints
from identity.entrypoints.second_factors import SecondFactorEntrypoints
from identity.entrypoints.sessions import SessionEntrypoints
from identity.entrypoints.staff_accounts import StaffAccountEntrypoints

__all__ = [
    "AccountEntrypoints",
    "AccountSecurityEntrypoints",
    "AlipayEntrypoints",
    "AuthorityEntrypoints",
    "AuthorityTreeEntrypoints",
    "CleanupEntrypoints",
    "CodeEntrypoints",
    "ConsentEntrypoints",
    "ExportEntrypoints",
    "InterestEntrypoints",
    "PhoneRecoveryEntrypoints",
    "RealNameEntrypoints",
    "SandboxEntrypoints",
    "SecondFactorEntrypoints",
    "SessionEntrypoints",
    "StaffAccountEntrypoints",
]
