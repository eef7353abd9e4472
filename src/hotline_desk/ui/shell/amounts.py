"""Fields for money, prices and rates as people type them: 95,00 or 95.00, never with thousands in doubt."""

from __future__ import annotations

from decimal import Decimal

from hotline_desk.core.errors import UserError
from hotline_desk.core.money import exact, plain
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.forms import TypedField
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.texts import Texts

PRICE, RATE, CENTS = 10_000, 100, 100


def read_amount(text: str, factor: int, field: str, least: int | None = 0) -> int:
    """`text` times `factor`: "95,00", "1.234,56", "1,234.56", "95 €". Raises UserError if it is no such number."""
    bare = text.replace("€", "").replace("EUR", "").replace("%", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    last = max(bare.rfind(","), bare.rfind("."))
    if last >= 0:
        whole, part = bare[:last], bare[last + 1:]
        grouped = bare.count(bare[last]) > 1 and len(part) == 3
        bare = whole.replace(".", "").replace(",", "") + ("" if grouped else ".") + part
    try:
        value = exact(bare, factor)
    except ValueError as wrong:
        raise UserError("value.invalid", field=field, value=text, hint=N_("Write an amount like 95.00.")) from wrong
    if least is not None and value < least:
        raise UserError("value.invalid", field=field, value=text, hint=N_("It cannot be negative."))
    return value


def show_amount(texts: Texts, value: int, factor: int, places: int) -> str:
    """The value with at least so many decimals, in the present language."""
    exactly = Decimal(value) / factor
    return texts.number(exactly, max(places, len(plain(exactly).partition(".")[2])))


class AmountField(TypedField[int]):
    """`factor` is PRICE (1/10,000), RATE (basis points from per cent) or CENTS; `field` names it in sentences."""

    def __init__(self, shell: Shell, factor: int, field: str, *, places: int = 2) -> None:
        super().__init__(lambda text: read_amount(text, factor, field),
                         lambda value: show_amount(shell.texts, value, factor, places))
        shell.texts.follow(self, lambda living: living.set_value(living.value()))

    def taken(self) -> int | None:
        """The value as typed now; raises UserError if it cannot be read."""
        if not self.take() and self.problem is not None:
            raise self.problem
        return self.value()
