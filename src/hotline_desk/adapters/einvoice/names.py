"""What the business terms of EN 16931 are called, which of them belong together, and what their codes mean."""

from __future__ import annotations

from hotline_desk.core.text import N_

GROUPS = {
    "document": N_("Invoice"), "seller": N_("Seller"), "buyer": N_("Buyer"), "payment": N_("Payment"),
    "line": N_("Line"), "discount": N_("Discount"), "tax": N_("VAT"), "sums": N_("Totals"),
}
FIELDS = {
    "BT-1": N_("Invoice number"), "BT-2": N_("Invoice date"), "BT-3": N_("Kind of invoice"), "BT-5": N_("Currency"),
    "BT-9": N_("Due date"), "BT-10": N_("Buyer's reference (Leitweg-ID)"),
    "BT-12": N_("Contract"), "BT-13": N_("Order"),
    "BT-19": N_("Buyer's cost centre"), "BT-20": N_("Terms of payment"), "BT-22": N_("Note"),
    "BT-23": N_("Business process"), "BT-24": N_("Specification"), "BT-25": N_("Preceding invoice"),
    "BT-26": N_("Date of the preceding invoice"), "BT-27": N_("Name"), "BT-29": N_("Identifier"),
    "BT-31": N_("VAT id"), "BT-32": N_("Tax number"), "BT-33": N_("Register entry and managers"),
    "BT-34": N_("Electronic address"), "BT-35": N_("Street"), "BT-37": N_("City"), "BT-38": N_("Postcode"),
    "BT-40": N_("Country"), "BT-41": N_("Contact"), "BT-42": N_("Telephone"), "BT-43": N_("E-mail"),
    "BT-44": N_("Name"), "BT-46": N_("Customer number"), "BT-48": N_("VAT id"), "BT-49": N_("Electronic address"),
    "BT-50": N_("Street"), "BT-52": N_("City"), "BT-53": N_("Postcode"), "BT-55": N_("Country"),
    "BT-56": N_("Contact"), "BT-57": N_("Telephone"), "BT-58": N_("E-mail"), "BT-72": N_("Day of the service"),
    "BT-73": N_("Period from"), "BT-74": N_("Period to"), "BT-81": N_("Way of payment"),
    "BT-83": N_("Purpose of the transfer"), "BT-84": N_("IBAN"), "BT-85": N_("Account holder"), "BT-86": N_("BIC"),
    "BT-92": N_("Amount"), "BT-93": N_("Reduced from"), "BT-94": N_("Per cent"), "BT-95": N_("VAT category"),
    "BT-96": N_("VAT rate, %"), "BT-97": N_("Reason"), "BT-106": N_("Sum of the lines"),
    "BT-107": N_("Sum of the discounts"), "BT-109": N_("Net amount"), "BT-110": N_("VAT"),
    "BT-112": N_("Gross amount"), "BT-113": N_("Paid already"), "BT-115": N_("Amount to be paid"),
    "BT-116": N_("Net amount of the rate"), "BT-117": N_("VAT of the rate"), "BT-118": N_("VAT category"),
    "BT-119": N_("VAT rate, %"), "BT-120": N_("Why there is no VAT"), "BT-121": N_("Code of the reason"),
    "BT-127": N_("Note"), "BT-129": N_("Quantity"), "BT-130": N_("Unit"), "BT-131": N_("Net amount"),
    "BT-134": N_("Period from"), "BT-135": N_("Period to"), "BT-136": N_("Discount"), "BT-137": N_("Reduced from"),
    "BT-138": N_("Per cent"), "BT-139": N_("Reason"), "BT-146": N_("Net price"),
    "BT-149": N_("The price holds for so many units"), "BT-151": N_("VAT category"), "BT-152": N_("VAT rate, %"),
    "BT-153": N_("Article"), "BT-154": N_("Description"), "BT-155": N_("Article number"),
}
HEAD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("document", ("BT-1", "BT-2", "BT-3", "BT-5", "BT-10", "BT-12", "BT-13", "BT-19", "BG-3", "BT-72", "BT-73",
                  "BT-74", "BG-1", "BT-23", "BT-24")),
    ("seller", ("BG-4",)), ("buyer", ("BG-7",)),
    ("payment", ("BT-9", "BT-20", "BT-81", "BT-83", "BT-84", "BT-85", "BT-86")),
    ("line", ("BG-25",)), ("discount", ("BG-20",)), ("tax", ("BG-23",)),
    ("sums", ("BT-106", "BT-107", "BT-109", "BT-110", "BT-112", "BT-113", "BT-115")),
)
"""The parts of an invoice in their order, each with its terms and groups of terms."""
PARTIES = ("BG-4", "BG-7")
PARTY = {
    "seller": {
        "name": "BT-27", "identifiers": "BT-29", "addr_l1": "BT-35", "postcode": "BT-38", "city": "BT-37",
        "country_code": "BT-40", "vat_identifier": "BT-31", "tax_identifier": "BT-32", "legal_info": "BT-33",
        "einvoicing_addr": "BT-34", "contact_name": "BT-41", "contact_phone": "BT-42", "contact_email": "BT-43"},
    "buyer": {
        "name": "BT-44", "identifiers": "BT-46", "addr_l1": "BT-50", "postcode": "BT-53", "city": "BT-52",
        "country_code": "BT-55", "vat_identifier": "BT-48", "einvoicing_addr": "BT-49", "contact_name": "BT-56",
        "contact_phone": "BT-57", "contact_email": "BT-58"},
}
_LINE = ("BT-153", "BT-155", "BT-154", "BT-129", "BT-130", "BT-146", "BT-149", "BT-131", "BT-151", "BT-152", "BT-134",
         "BT-135", "BT-127")
LISTS: dict[str, dict[str, str]] = {
    "BG-1": {"BT-22": "BT-22"}, "BG-3": {"BT-25": "BT-25", "BT-26": "BT-26"},
    "BG-20": {"amount": "BT-92", "base_amount": "BT-93", "rate": "BT-94", "reason": "BT-97",
              "vat_category_code": "BT-95", "vat_rate": "BT-96"},
    "BG-23": {code: code for code in ("BT-118", "BT-119", "BT-116", "BT-117", "BT-120", "BT-121")},
    "BG-25": {code: code for code in _LINE} | {"BG-27": "BG-27"},
    "BG-27": {"amount": "BT-136", "base_amount": "BT-137", "rate": "BT-138", "reason": "BT-139"},
}
"""Groups that may come several times: the names of their terms in the library, and their codes."""
MONEY = frozenset({"BT-92", "BT-93", "BT-106", "BT-107", "BT-109", "BT-110", "BT-112", "BT-113", "BT-115", "BT-116",
                   "BT-117", "BT-131", "BT-136", "BT-137"})
_CATEGORIES = {"S": N_("with VAT"), "Z": N_("rate of zero"), "E": N_("exempt from VAT"), "AE": N_("reverse charge")}
CODES: dict[str, dict[str, str]] = {
    "BT-3": {"380": N_("Invoice"), "381": N_("Credit note (cancellation)"), "384": N_("Invoice correction")},
    "BT-81": {"58": N_("SEPA credit transfer"), "97": N_("set off")},
    "BT-95": _CATEGORIES, "BT-118": _CATEGORIES, "BT-151": _CATEGORIES,
    "BT-130": {"MIN": N_("min"), "SEC": N_("seconds"), "HUR": N_("hrs"), "H87": N_("pieces"), "LS": N_("flat rate"),
               "KMT": N_("km"), "C62": N_("one")},
}
