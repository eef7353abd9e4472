"""One catalogue of settings. The dialogue and the reference page are made from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hotline_desk.core.clock import is_zone
from hotline_desk.core.errors import UserError
from hotline_desk.core.regions import REGIONS
from hotline_desk.core.text import N_

COMPANY, USER, WORKPLACE = "company", "user", "workplace"


@dataclass(frozen=True)
class Setting:
    """One thing that can be set.

    `kind`: text, lines, bool, int, choice, cents, keys (a mapping action -> key), words (list of texts),
    feeds, buttons (lists of mappings), logo (the digest of a stored picture). `choices` are codes with their texts.
    `group` is the page of the dialogue. `valid` decides about a text, and `hint` says what it should be like.
    """

    key: str
    kind: str
    default: Any
    scope: str
    group: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    least: int | None = None
    most: int | None = None
    valid: Callable[[str], bool] | None = None
    hint: str = ""

    def check(self, value: Any) -> Any:
        """The value in its stored form. Raises UserError for one that does not fit."""
        wrong = UserError("value.invalid", field=self.text, value=str(value), hint=self.hint)
        if self.kind == "bool":
            if not isinstance(value, bool):
                raise wrong
        elif self.kind in ("int", "cents"):
            if isinstance(value, bool) or not isinstance(value, int):
                raise wrong
            if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
                raise wrong
        elif self.kind == "choice":
            if value not in [code for code, _ in self.choices]:
                raise wrong
        elif self.kind in ("text", "lines", "logo"):
            if not isinstance(value, str) or not (self.valid is None or self.valid(value)):
                raise wrong
        elif self.kind == "keys":
            if not isinstance(value, dict):
                raise wrong
        elif self.kind in ("words", "feeds", "buttons") and not isinstance(value, list):
            raise wrong
        return value


# Numbers of documents name files too; "ticket", "address" and "project" are counters of their own.
_SERIES = re.compile(r"(?!(?:ticket|address|project)$)[^\W_][\w.-]{0,19}")


def _is_country(code: str) -> bool:
    return re.fullmatch("[A-Z]{2}", code) is not None


def _is_prefix(digits: str) -> bool:
    return re.fullmatch(r"[0-9*#]{0,10}", digits) is not None


def _is_time_or_none(text: str) -> bool:
    return re.fullmatch(r"(?:[01]?\d|2[0-3]):[0-5]\d|", text) is not None


def _is_colour(code: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", code) is not None


def _is_digest(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}|", text) is not None


def _is_series(name: str) -> bool:
    return _SERIES.fullmatch(name) is not None


_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_DAY_OFF = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")


def _is_clock(text: str) -> bool:
    return _CLOCK.fullmatch(text) is not None


def days_in(text: str) -> list[tuple[int, int, int | None]]:
    """The days of a list like "24.12., 15.5.2027" as (day, month, year or None). Raises ValueError for others."""
    days = []
    for part in filter(None, re.split(r"[\s,;]+", text)):
        match = _DAY_OFF.fullmatch(part)
        if match is None:
            raise ValueError(part)
        day, month, year = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
        date(year or _LEAP_YEAR, month, day)
        days.append((day, month, year))
    return days


def _are_days(text: str) -> bool:
    try:
        days_in(text)
    except ValueError:
        return False
    return True


_LEAP_YEAR = 2024
_REGIONS = (("", N_("none")), *REGIONS.items())
_LANGUAGES = (("de", N_("German")), ("en", N_("English")))
_MODULES = (
    ("module.billing", N_("Billing (articles, terms, assistant, documents)")),
    ("module.journal", N_("Call journal")),
    ("module.archive", N_("Archive")),
    ("module.notifier", N_("Notifier in the tray")),
)

_LIST: tuple[Setting, ...] = (
    Setting("company.name", "text", "", COMPANY, N_("Company"), N_("Name")),
    Setting("company.street", "text", "", COMPANY, N_("Company"), N_("Street")),
    Setting("company.postcode", "text", "", COMPANY, N_("Company"), N_("Postcode")),
    Setting("company.city", "text", "", COMPANY, N_("Company"), N_("City")),
    Setting("company.country", "text", "DE", COMPANY, N_("Company"), N_("Country (two letters)"),
            valid=_is_country, hint=N_("Like DE or AT.")),
    Setting("company.area_code", "text", "", COMPANY, N_("Company"), N_("Area code")),
    Setting("company.zone", "text", "Europe/Berlin", COMPANY, N_("Company"), N_("Time zone"), valid=is_zone,
            hint=N_("Like Europe/Berlin.")),
    Setting("company.language", "choice", "de", COMPANY, N_("Company"), N_("Language"), _LANGUAGES),
    Setting("company.work_days", "choice", "5", COMPANY, N_("Company"), N_("Working days"),
            (("5", N_("Monday to Friday")), ("6", N_("Monday to Saturday")), ("7", N_("every day")))),
    Setting("company.morning", "text", "09:00", COMPANY, N_("Company"), N_("The working day begins at"),
            valid=_is_clock, hint=N_("A time like 8:30.")),
    Setting("company.holidays", "choice", "", COMPANY, N_("Company"), N_("Public holidays"), _REGIONS),
    Setting("company.days_off", "text", "", COMPANY, N_("Company"), N_("Further days without work"),
            valid=_are_days, hint=N_("Like 24.12., 31.12. or 15.5.2027.")),
    Setting("company.phone", "text", "", COMPANY, N_("Company"), N_("Telephone")),
    Setting("company.email", "text", "", COMPANY, N_("Company"), N_("E-mail")),
    Setting("company.web", "text", "", COMPANY, N_("Company"), N_("Web page")),
    Setting("company.tax_number", "text", "", COMPANY, N_("Company"), N_("Tax number")),
    Setting("company.vat_id", "text", "", COMPANY, N_("Company"), N_("VAT id")),
    Setting("company.register", "text", "", COMPANY, N_("Company"), N_("Register entry and managers")),
    Setting("company.bank", "text", "", COMPANY, N_("Company"), N_("Bank")),
    Setting("company.iban", "text", "", COMPANY, N_("Company"), N_("IBAN")),
    Setting("company.bic", "text", "", COMPANY, N_("Company"), N_("BIC")),
    Setting("company.sample", "bool", False, COMPANY, N_("Company"), N_("This is the sample company")),
    Setting("calls.ticket_when", "choice", "ring", COMPANY, N_("Calls"), N_("A ticket is made"),
            (("ring", N_("when it rings")), ("answer", N_("when it is answered")), ("hand", N_("by hand")))),
    Setting("calls.ticket_for_outgoing", "bool", False, COMPANY, N_("Calls"), N_("Tickets for outgoing calls too")),
    Setting("calls.own_numbers", "words", [], COMPANY, N_("Calls"), N_("Own telephone numbers")),
    Setting("calls.silent_numbers", "words", [], COMPANY, N_("Calls"), N_("Numbers that stay silent")),
    Setting("calls.after_call_idle", "int", 300, COMPANY, N_("Calls"),
            N_("After-call time ends after this many idle seconds"), least=30, most=7200),
    Setting("calls.pop_for", "choice", "all", COMPANY, N_("Calls"), N_("A call is shown to"),
            (("all", N_("everybody")), ("mine", N_("those whom it concerns")))),
    Setting("calls.guess", "bool", True, COMPANY, N_("Calls"), N_("Guess callers by a part of their number")),
    Setting("calls.journal_numbers", "choice", "full", COMPANY, N_("Calls"), N_("Agents see telephone numbers"),
            (("full", N_("in full")), ("cut", N_("without the last three digits")), ("none", N_("not at all")))),
    Setting("calls.keep_days", "int", 0, COMPANY, N_("Calls"),
            N_("Numbers of calls are forgotten after this many days (0: never)"), least=0, most=3660),
    Setting("tickets.attachment_mb", "int", 25, COMPANY, N_("Tickets"),
            N_("An attachment may have so many megabytes"), least=1, most=500),
    Setting("tickets.actions", "bool", True, COMPANY, N_("Tickets"),
            N_("What is closed without charge stands at the customer as an action")),
    Setting("remote.tool", "choice", "teamviewer", COMPANY, N_("Remote sessions"), N_("Program for remote sessions"),
            (("teamviewer", "TeamViewer"), ("rustdesk", "RustDesk"), ("anydesk", "AnyDesk"),
             ("own", N_("own command")))),
    Setting("remote.command", "text", "", COMPANY, N_("Remote sessions"),
            N_("Own command ({id}: the session id)")),
    Setting("remote.bar", "bool", True, USER, N_("Remote sessions"),
            N_("Small window above all others")),
    Setting("remote.program", "text", "", WORKPLACE, N_("Remote sessions"),
            N_("Place of the program here")),
    Setting("billing.article", "text", "", COMPANY, N_("Billing"), N_("Article for calls without another")),
    Setting("billing.first", "int", 60, COMPANY, N_("Billing"), N_("First increment without contract, seconds"),
            least=1),
    Setting("billing.next", "int", 60, COMPANY, N_("Billing"), N_("Further increments without contract, seconds"),
            least=1),
    Setting("billing.days_to_pay", "int", 14, COMPANY, N_("Billing"), N_("Days to pay"), least=0, most=365),
    Setting("billing.carry_below", "cents", 0, COMPANY, N_("Billing"),
            N_("Invoices below this net sum wait for the next period"), least=0),
    Setting("billing.invoice_series", "text", "RE", COMPANY, N_("Billing"), N_("Series of invoices"), valid=_is_series,
            hint=N_("Letters, digits and dashes, like RE.")),
    Setting("billing.cancellation_series", "text", "ST", COMPANY, N_("Billing"), N_("Series of cancellations"),
            valid=_is_series, hint=N_("Letters, digits and dashes, like RE.")),
    Setting("billing.offer_series", "text", "AN", COMPANY, N_("Billing"), N_("Series of offers"), valid=_is_series,
            hint=N_("Letters, digits and dashes, like RE.")),
    Setting("billing.offer_days", "int", 30, COMPANY, N_("Billing"), N_("Offers hold for so many days"), least=1,
            most=3650),
    Setting("billing.correction_series", "text", "RK", COMPANY, N_("Billing"), N_("Series of corrections"),
            valid=_is_series, hint=N_("Letters, digits and dashes, like RE.")),
    Setting("billing.small_business", "bool", False, COMPANY, N_("Billing"),
            N_("Small business without VAT (§ 19 UStG)")),
    Setting("billing.statement_numbers", "choice", "full", COMPANY, N_("Billing"),
            N_("Telephone numbers on the statement"),
            (("full", N_("in full")), ("cut", N_("without the last three digits")), ("none", N_("not at all")))),
    Setting("billing.statement_title", "choice", "auto", COMPANY, N_("Billing"), N_("Title of the statement"),
            (("auto", N_("by its content")), ("calls", N_("Call-by-call statement")),
             ("work", N_("Statement of work with calls")))),
    Setting("billing.statement_sums", "choice", "ticket", COMPANY, N_("Billing"), N_("Subtotals on the statement"),
            (("ticket", N_("per ticket")), ("contact", N_("per contact")), ("cost_centre", N_("per cost centre")))),
    Setting("billing.letter_text", "lines", "", COMPANY, N_("Billing"), N_("Text above the lines of an invoice")),
    Setting("billing.letter_end", "lines", "", COMPANY, N_("Billing"), N_("Text below the lines of an invoice")),
    Setting("billing.letter_text_en", "lines", "", COMPANY, N_("Billing"),
            N_("Text above the lines of an invoice in English")),
    Setting("billing.letter_end_en", "lines", "", COMPANY, N_("Billing"),
            N_("Text below the lines of an invoice in English")),
    Setting("billing.offer_text", "lines", "", COMPANY, N_("Billing"), N_("Text above the lines of an offer")),
    Setting("billing.offer_end", "lines", "", COMPANY, N_("Billing"), N_("Text below the lines of an offer")),
    Setting("billing.offer_text_en", "lines", "", COMPANY, N_("Billing"),
            N_("Text above the lines of an offer in English")),
    Setting("billing.offer_end_en", "lines", "", COMPANY, N_("Billing"),
            N_("Text below the lines of an offer in English")),
    Setting("letter.colour", "text", "#1f4fa3", COMPANY, N_("Letters"), N_("Colour of headings and lines"),
            valid=_is_colour, hint=N_("Like #1f4fa3.")),
    Setting("letter.logo", "logo", "", COMPANY, N_("Letters"), N_("Logo"),
            valid=_is_digest, hint=N_("Choose the logo in the letter template.")),
    Setting("letter.logo_place", "choice", "right", COMPANY, N_("Letters"), N_("The logo stands"),
            (("right", N_("at the right")), ("left", N_("at the left, above the name")),
             ("alone", N_("at the left, instead of the name")))),
    Setting("letter.line", "text", "", COMPANY, N_("Letters"), N_("Line under the company's name")),
    Setting("letter.giro", "bool", True, COMPANY, N_("Letters"), N_("GiroCode on invoices")),
    Setting("billing.invoice_format", "choice", "pdf", COMPANY, N_("Billing"), N_("Invoices without another agreement"),
            (("pdf", N_("PDF")), ("zugferd", N_("PDF with e-invoice (ZUGFeRD)")))),
    Setting("mail.host", "text", "", COMPANY, N_("Mail"), N_("Mail server for sending")),
    Setting("mail.port", "int", 587, COMPANY, N_("Mail"), N_("Port of the mail server"), least=1, most=65535),
    Setting("mail.security", "choice", "starttls", COMPANY, N_("Mail"), N_("Encryption"),
            (("starttls", N_("STARTTLS (mostly port 587)")), ("tls", N_("TLS from the start (mostly port 465)")))),
    Setting("mail.user", "text", "", COMPANY, N_("Mail"), N_("User at the mail server")),
    Setting("mail.sender", "text", "", COMPANY, N_("Mail"), N_("Mails come from this address")),
    Setting("mail.certificate", "text", "", WORKPLACE, N_("Mail"),
            N_("File with the certificate of the mail server, if it is your own")),
    Setting("mail.subject_de", "text", "", COMPANY, N_("Mail"), N_("Subject of mails with documents, German")),
    Setting("mail.subject_en", "text", "", COMPANY, N_("Mail"), N_("Subject of mails with documents, English")),
    Setting("mail.text_de", "lines", "", COMPANY, N_("Mail"), N_("Text of mails with documents, German")),
    Setting("mail.text_en", "lines", "", COMPANY, N_("Mail"), N_("Text of mails with documents, English")),
    *(Setting(key, "bool", True, COMPANY, N_("Modules"), text) for key, text in _MODULES),
    Setting("ui.language", "choice", "de", USER, N_("Desk"), N_("Language of the desk"), _LANGUAGES),
    Setting("ui.theme", "choice", "light", USER, N_("Desk"), N_("Look"),
            (("light", N_("Light")), ("dark", N_("Dark")))),
    Setting("ui.font_percent", "int", 100, USER, N_("Desk"), N_("Size of the text in per cent"), least=80, most=200),
    Setting("ui.view", "choice", "windows", USER, N_("Desk"), N_("Frames as"),
            (("windows", N_("windows")), ("tabs", N_("tabs")))),
    Setting("ui.keys", "keys", {}, USER, N_("Keys"), N_("Own keys")),
    Setting("ui.buttons", "buttons", [], USER, N_("Desk"), N_("Own buttons in the ticket")),
    Setting("ui.refresh_seconds", "int", 30, USER, N_("Desk"), N_("Lists are read again every so many seconds"),
            least=5, most=3600),
    Setting("ui.open_at_answer", "bool", True, USER, N_("Desk"), N_("Open the ticket at answer when nobody types")),
    Setting("ui.follow_call", "bool", False, USER, N_("Desk"), N_("Follow the call: its ticket comes to the front")),
    Setting("ui.popup", "choice", "popup", USER, N_("Desk"), N_("At a call"),
            (("popup", N_("show a popup")), ("back", N_("show a popup and open the ticket behind")),
             ("front", N_("show a popup and open the ticket in front when nobody types")),
             ("none", N_("show nothing")))),
    Setting("notices.ahead", "int", 15, USER, N_("Reminders"),
            N_("Appointments are told this many minutes before they begin"), least=0, most=1440),
    Setting("ui.do_not_disturb", "bool", False, USER, N_("Desk"), N_("Do not disturb")),
    Setting("ui.pop_for", "choice", "company", USER, N_("Desk"), N_("Show me"),
            (("company", N_("the calls that the company has set")), ("all", N_("all calls")),
             ("mine", N_("calls that concern me")))),
    Setting("ui.my_queues", "words", [], USER, N_("Desk"), N_("My queues")),
    Setting("ui.my_numbers", "words", [], USER, N_("Desk"), N_("My called numbers")),
    Setting("notices.quiet_from", "text", "", USER, N_("Reminders"), N_("No reminders from"), valid=_is_time_or_none,
            hint=N_("A time like 18:00, or nothing.")),
    Setting("notices.quiet_until", "text", "", USER, N_("Reminders"), N_("No reminders until"), valid=_is_time_or_none,
            hint=N_("A time like 18:00, or nothing.")),
    Setting("notices.quiet_weekend", "bool", False, USER, N_("Reminders"),
            N_("No reminders on Saturdays and Sundays")),
    Setting("feeds", "feeds", [], WORKPLACE, N_("Telephone"), N_("Telephone lines of this workplace")),
    Setting("dial.how", "choice", "auto", WORKPLACE, N_("Telephone"), N_("Calls are made"),
            (("auto", N_("by the telephone system, else by the program for tel: links")),
             ("feed", N_("by the telephone system only")), ("link", N_("by the program for tel: links")))),
    Setting("dial.prefix", "text", "", WORKPLACE, N_("Telephone"), N_("Dialled before numbers outside"),
            valid=_is_prefix, hint=N_("Digits, * and #, like 0.")),
    Setting("workplace.printer", "text", "", WORKPLACE, N_("Desk"), N_("Printer")),
    Setting("workplace.last_user", "text", "", WORKPLACE, N_("Desk"), N_("Last user")),
)

SETTINGS: Mapping[str, Setting] = {s.key: s for s in _LIST}


class Settings:
    """A snapshot of all values: what is stored, else the default. Never changes; a new one is read instead."""

    def __init__(self, stored: Mapping[str, Any] | None = None) -> None:
        self._stored = dict(stored or {})

    def __getitem__(self, key: str) -> Any:
        """Raises UserError for a key that is not in the catalogue."""
        if key not in SETTINGS:
            raise UserError("settings.unknown", key=key)
        return self._stored.get(key, SETTINGS[key].default)

    def with_values(self, values: Mapping[str, Any]) -> Settings:
        """A further snapshot with these values on top."""
        return Settings({**self._stored, **values})
