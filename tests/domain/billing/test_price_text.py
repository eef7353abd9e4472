"""The sentence on the price that an agent reads out."""

from __future__ import annotations

import pytest

from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.price_text import price_sentence


@pytest.mark.parametrize(("price_e4", "unit", "first", "following", "sentence"), [
    (1_134_000, "hour", 60, 60, "Chargeable, €1.89 net per started minute"),
    (18_900, "minute", 60, 60, "Chargeable, €1.89 net per started minute"),
    (950_000, "hour", 900, 900, "Chargeable, €23.75 net per started 15 minutes"),
    (950_000, "hour", 1800, 900, "Chargeable, €23.75 net per started 15 minutes, at least 30 minutes"),
    (1_134_000, "hour", 60, 1, "Chargeable, €1.89 net per minute, to the second"),
    (1_134_000, "hour", 60, 30, "Chargeable, €0.95 net per started 30 seconds"),
    (500_000, "flat", 60, 60, "Chargeable, €50.00 net"),
    (500_000, "piece", 60, 60, "Chargeable, €50.00 net per piece"),
])
def test_the_price_is_told_per_increment(price_e4, unit, first, following, sentence):
    assert price_sentence(price_e4, unit, first, following, Translator("en")) == sentence
