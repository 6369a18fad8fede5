"""The bodies of a collection: what an accountant in Haidian fills in."""

from collections.abc import Mapping
from typing import Any

EMPLOYER_COUNTY = "110108"
SCOPE = {"scope": "accountant"}

Files = Mapping[str, str]
# The files of one row; each place has its own.
FILES = {
    "educations": ("level_certificate", "degree_certificate"),
    "employments": ("uscc_certificate", "employment_proof", "appointment_proof"),
}


def basic(files: Files) -> dict[str, Any]:
    """Return the basic section; `files` maps attachment kinds to attachment ids."""
    return {
        "photo_id": files["photo"],
        "id_portrait_id": files["id_portrait"],
        "id_reverse_id": files["id_reverse"],
        "ethnicity": "01",
        "political_status": "13",
        "email": "kuaiji@example.org",
        "postal_address": "北京市海淀区中关村大街1号",
        "household_region": EMPLOYER_COUNTY,
        "residence_region": EMPLOYER_COUNTY,
    }


def education(files: Files) -> dict[str, Any]:
    """Return a finished bachelor's degree with both certificates."""
    return {
        "mode": "full_time",
        "school_name": "中央财经大学",
        "level": "21",
        "degree": "4",
        "major": "会计学",
        "start_month": "2008-09",
        "end_month": "2012-06",
        "level_certificate_no": "100341201205001234",
        "degree_certificate_no": "1003442012001234",
        "attachments": _attached(files, "level_certificate", "degree_certificate"),
    }


def earlier_education(files: Files) -> dict[str, Any]:
    """Return a secondary school that ends in the month in which the university begins."""
    return {
        "mode": "full_time",
        "school_name": "北京市财会学校",
        "level": "41",
        "degree": "none",
        "major": "会计",
        "start_month": "2005-09",
        "end_month": "2008-09",
        "level_certificate_no": None,
        "degree_certificate_no": None,
        "attachments": _attached(files, "level_certificate"),
    }


def employment(files: Files, uscc: str) -> dict[str, Any]:
    """Return a present employment with accounting work and a professional title."""
    return {
        "start_month": "2015-07",
        "end_month": None,
        "employer_name": "北京市海淀区晨光科技有限公司",
        "uscc": uscc,
        "employer_type": "enterprise",
        "industry": "I",
        "employer_address": "北京市海淀区学院路30号",
        "employer_phone": "010-62345678",
        "has_accounting_experience": True,
        "accounting_experiences": [
            {"start_month": "2015-07", "end_month": "2018-06", "posts": ["cashier"]},
            {"start_month": "2018-06", "end_month": None, "posts": ["reporting"]},
        ],
        "professional_title": "accountant",
        "appointment_month": "2019-12",
        "attachments": _attached(
            files, "uscc_certificate", "employment_proof", "appointment_proof"
        ),
    }


def earlier_employment(files: Files, uscc: str) -> dict[str, Any]:
    """Return an employment that ends when the present one begins, without accounting work."""
    return employment(files, uscc) | {
        "start_month": "2012-07",
        "end_month": "2015-07",
        "employer_name": "北京市晨星商贸有限公司",
        "has_accounting_experience": False,
        "accounting_experiences": [],
        "professional_title": None,
        "appointment_month": None,
        "attachments": _attached(files, "employment_proof"),
    }


def real_name(files: Files, authority_id: str) -> dict[str, Any]:
    """Return the body of a manual real-name verification."""
    return {
        "portrait_side": files["id_portrait"],
        "reverse_side": files["id_reverse"],
        "holding": files["id_holding"],
        "authority_id": authority_id,
    }


def _attached(files: Files, *kinds: str) -> list[dict[str, str]]:
    return [{"kind": kind, "attachment_id": files[kind]} for kind in kinds]
