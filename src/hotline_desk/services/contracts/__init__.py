"""Terms, contracts, service calendars, and how addresses are billed."""

from __future__ import annotations

from hotline_desk.services.contracts.calendars import (
    Calendar,
    all_calendars,
    calendar_contents,
    check_calendar,
    keep_calendar,
    list_calendars,
    save_calendar,
)
from hotline_desk.services.contracts.keeping import (
    archive_contract,
    contract_values,
    keep_contract,
    list_contracts,
    save_contract,
)
from hotline_desk.services.contracts.profiles import (
    billing_profile,
    billing_profiles,
    keep_billing_profile,
    save_billing_profile,
)
from hotline_desk.services.contracts.renewals import Renewed, give_notice, renew_contracts, take_renewals_back
from hotline_desk.services.contracts.terms import ALWAYS, keep_terms, list_terms, save_terms, terms_values

__all__ = [
    "ALWAYS", "Calendar", "Renewed", "all_calendars", "archive_contract", "billing_profile", "billing_profiles",
    "calendar_contents", "check_calendar", "contract_values", "give_notice", "keep_billing_profile", "keep_calendar",
    "keep_contract", "keep_terms", "list_calendars", "list_contracts", "list_terms", "renew_contracts",
    "save_billing_profile", "save_calendar", "save_contract", "save_terms", "take_renewals_back", "terms_values",
]
