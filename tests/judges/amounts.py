"""Our own judge of amounts: reads an electronic invoice by itself and compares it with the document.

The rules of the standard prove no arithmetic (a tax that is consistently too low passes them all), so the tax is
calculated here once more, and every quantity times price.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

from hotline_desk.domain.billing.values import CANCELLATION, CORRECTION, Document

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class ReadLine:
    """A line as written. `taken` is what its discounts take off."""

    quantity: Decimal
    unit: str
    price: Decimal
    base: Decimal
    taken: Decimal
    net: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Read:
    """The amounts of an electronic invoice. `taxes`: rate -> (net, tax); `discounts`: rate -> amount."""

    lines: tuple[ReadLine, ...]
    taxes: dict[Decimal, tuple[Decimal, Decimal]]
    discounts: dict[Decimal, Decimal]
    line_sum: Decimal
    reduced: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    due: Decimal


def read(xml: bytes) -> Read:
    """The amounts of a CII or UBL invoice."""
    root = etree.fromstring(xml)
    return _cii(root) if etree.QName(root).localname == "CrossIndustryInvoice" else _ubl(root)


def differences(found: Read, document: Document) -> list[str]:
    """What is wrong with it: against the document and within itself."""
    sign = -1 if document.kind == CANCELLATION else 1

    def euro(cents: int) -> Decimal:
        return Decimal(sign * cents) / 100

    reduced = sum(one.amount_cents for one in document.discounts)
    lines = [line for line in document.lines if line.article or line.quantity_e4]  # others are text alone
    pairs = [
        ("sum of lines", found.line_sum, euro(document.net_cents + reduced)),
        ("discounts", found.reduced, euro(reduced)),
        ("net", found.net, euro(document.net_cents)), ("tax", found.tax, euro(document.tax_cents)),
        ("gross", found.gross, euro(document.gross_cents)), ("due", found.due, euro(document.gross_cents)),
        ("number of lines", len(found.lines), len(lines)),
        *((f"line {n}", one.net, euro(line.net_cents))
          for n, (one, line) in enumerate(zip(found.lines, lines, strict=False), start=1)),
        *((f"net of {tax.rate_bp}", found.taxes[Decimal(tax.rate_bp) / 100][0], euro(tax.net_cents))
          for tax in document.taxes),
        *((f"tax of {tax.rate_bp}", found.taxes[Decimal(tax.rate_bp) / 100][1], euro(tax.tax_cents))
          for tax in document.taxes),
    ]
    # What prices contain, and the difference between two taxes, may be a cent off the tax on the net.
    loose = {Decimal(line.tax_rate_bp) / 100 for line in document.lines
             if line.gross_price or document.kind == CORRECTION}
    return [f"{what}: {is_} instead of {wanted}" for what, is_, wanted in pairs if is_ != wanted] + [
        *_within(found, loose)]


def _within(found: Read, loose: set[Decimal]) -> Iterable[str]:
    """The arithmetic of the invoice alone; the tax of the `loose` rates may be a cent off."""
    for n, line in enumerate(found.lines, start=1):
        value = (line.quantity * line.price / line.base).quantize(_CENT, ROUND_HALF_UP) - line.taken
        if value != line.net:
            yield f"line {n}: {line.quantity} x {line.price} / {line.base} is {value}, not {line.net}"
        if line.price < 0:
            yield f"line {n}: a negative price"
    for rate, (net, tax) in found.taxes.items():
        lines = sum((line.net for line in found.lines if line.rate == rate), Decimal(0))
        if lines - found.discounts.get(rate, Decimal(0)) != net:
            yield f"{rate} %: lines and discounts are not {net}"
        wanted = (net * rate / 100).quantize(_CENT, ROUND_HALF_UP)
        if abs(wanted - tax) > (_CENT if rate in loose else 0):
            yield f"{rate} %: tax {tax} instead of {wanted}"
    sums = {
        "lines": (sum(line.net for line in found.lines), found.line_sum),
        "net": (found.line_sum - found.reduced, found.net), "gross": (found.net + found.tax, found.gross),
        "tax": (sum(tax for _, tax in found.taxes.values()), found.tax), "due": (found.gross, found.due),
    }
    yield from (f"{what}: {is_} is not {wanted}" for what, (is_, wanted) in sums.items() if is_ != wanted)


def _number(node: etree._Element, path: str, default: str = "0") -> Decimal:
    found = node.find(path)
    return Decimal((found.text if found is not None else default) or default)


def _cii(root: etree._Element) -> Read:
    def sums(node: etree._Element, name: str) -> Decimal:
        return _number(node, f".//{{*}}SpecifiedTradeSettlementHeaderMonetarySummation/{{*}}{name}")

    settled = root.find(".//{*}ApplicableHeaderTradeSettlement")
    lines = []
    for node in root.iterfind(".//{*}IncludedSupplyChainTradeLineItem"):
        quantity = node.find(".//{*}BilledQuantity")
        taken = sum((_number(one, "{*}ActualAmount") for one in node.iterfind(".//{*}SpecifiedTradeAllowanceCharge")),
                    Decimal(0))
        lines.append(ReadLine(
            Decimal(quantity.text), quantity.get("unitCode"),
            _number(node, ".//{*}NetPriceProductTradePrice/{*}ChargeAmount"),
            _number(node, ".//{*}NetPriceProductTradePrice/{*}BasisQuantity", "1"), taken,
            _number(node, ".//{*}LineTotalAmount"), _number(node, ".//{*}RateApplicablePercent")))
    taxes = {_number(node, "{*}RateApplicablePercent"): (_number(node, "{*}BasisAmount"),
                                                         _number(node, "{*}CalculatedAmount"))
             for node in settled.iterfind("{*}ApplicableTradeTax")}
    discounts = {_number(node, ".//{*}RateApplicablePercent"): _number(node, "{*}ActualAmount")
                 for node in settled.iterfind("{*}SpecifiedTradeAllowanceCharge")}
    return Read(tuple(lines), taxes, discounts, sums(root, "LineTotalAmount"), sums(root, "AllowanceTotalAmount"),
                sums(root, "TaxBasisTotalAmount"), sums(root, "TaxTotalAmount"), sums(root, "GrandTotalAmount"),
                sums(root, "DuePayableAmount"))


def _ubl(root: etree._Element) -> Read:
    lines = []
    for node in (*root.iterfind("{*}InvoiceLine"), *root.iterfind("{*}CreditNoteLine")):
        quantity = node.find("{*}InvoicedQuantity")
        quantity = node.find("{*}CreditedQuantity") if quantity is None else quantity
        taken = sum((_number(one, "{*}Amount") for one in node.iterfind("{*}AllowanceCharge")), Decimal(0))
        lines.append(ReadLine(
            Decimal(quantity.text), quantity.get("unitCode"), _number(node, "{*}Price/{*}PriceAmount"),
            _number(node, "{*}Price/{*}BaseQuantity", "1"), taken, _number(node, "{*}LineExtensionAmount"),
            _number(node, "{*}Item/{*}ClassifiedTaxCategory/{*}Percent")))
    taxes = {_number(node, "{*}TaxCategory/{*}Percent"): (_number(node, "{*}TaxableAmount"),
                                                          _number(node, "{*}TaxAmount"))
             for node in root.iterfind("{*}TaxTotal/{*}TaxSubtotal")}
    discounts = {_number(node, "{*}TaxCategory/{*}Percent"): _number(node, "{*}Amount")
                 for node in root.iterfind("{*}AllowanceCharge")}
    total = root.find("{*}LegalMonetaryTotal")
    return Read(tuple(lines), taxes, discounts, _number(total, "{*}LineExtensionAmount"),
                _number(total, "{*}AllowanceTotalAmount"), _number(total, "{*}TaxExclusiveAmount"),
                _number(root, "{*}TaxTotal/{*}TaxAmount"), _number(total, "{*}TaxInclusiveAmount"),
                _number(total, "{*}PayableAmount"))
