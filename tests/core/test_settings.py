"""Settings take nothing that would keep the desk from working afterwards."""

from __future__ import annotations

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS


@pytest.mark.parametrize(("key", "value"), [
    ("company.zone", "Europe/Berlin"), ("company.zone", "UTC"), ("company.country", "AT"),
    ("billing.invoice_series", "RE"), ("billing.invoice_series", "Rg-2.a"), ("billing.cancellation_series", "ST"),
])
def test_what_fits_is_kept_as_it_is(key, value):
    assert SETTINGS[key].check(value) == value


@pytest.mark.parametrize(("key", "value"), [
    ("company.zone", "Berlin"), ("company.zone", ""), ("company.zone", "../etc/passwd"), ("company.country", "Germany"),
    ("company.country", "de"), ("billing.invoice_series", ""), ("billing.invoice_series", "../RE"),
    ("billing.invoice_series", "RE/26"), ("billing.invoice_series", "ticket"),
    ("billing.cancellation_series", "A" * 21),
])
def test_what_would_break_the_desk_is_refused_with_a_hint(key, value):
    with pytest.raises(UserError) as refused:
        SETTINGS[key].check(value)
    assert (refused.value.id, bool(refused.value.values["hint"])) == ("value.invalid", True)


def test_every_default_fits():
    for setting in SETTINGS.values():
        setting.check(setting.default)
