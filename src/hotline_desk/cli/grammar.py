"""What may be typed: commands and their arguments. Loads nothing heavy, so that help comes at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hotline_desk import __version__
from hotline_desk.adapters.exchange.decoding import ENCODINGS
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.addresses import ROLES
from hotline_desk.domain.billing.runs import PARTS
from hotline_desk.domain.billing.values import CANCELLED, DRAFT, FINAL
from hotline_desk.domain.callbacks import STATES as CALLBACK_STATES
from hotline_desk.domain.calls import STATES as CALL_STATES
from hotline_desk.domain.openlist import GROUPINGS, NONE
from hotline_desk.domain.tickets import CHANNELS, KINDS, PRIORITIES, STATES, WORKLOG_KINDS

LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "addresses": (N_("customers and other addresses"), ("customer",)),
    "calls": (N_("the journal of calls"), ("from", "to", "customer", "state", "agent")),
    "callbacks": (N_("callbacks that were promised"), ("from", "to", "customer", "state", "agent", "team")),
    "tickets": (N_("tickets"), ("from", "to", "customer", "state", "agent", "team")),
    "worklogs": (N_("measures with their times"), ("from", "to", "customer", "agent")),
    "documents": (N_("invoices and cancellations"), ("from", "to", "customer", "state")),
    "open-items": (N_("invoices that are not paid"), ("from", "to", "customer")),
}
LIST_STATES = {"calls": CALL_STATES, "callbacks": CALLBACK_STATES, "tickets": tuple(STATES),
               "documents": (DRAFT, FINAL, CANCELLED)}
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")

Add = Callable[..., Any]


def day(text: str) -> date:
    """A day as typed: 2026-10-31 or 31.10.2026. Raises ValueError."""
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise ValueError(text)


def moment(text: str) -> datetime:
    """An instant in ISO 8601; one without offset means the company's zone. Raises ValueError."""
    return datetime.fromisoformat(text)


def count(text: str) -> int:
    """A number from 1 on. Raises ValueError."""
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def parser(texts: Translator | None = None) -> argparse.ArgumentParser:
    """The grammar of the command line, its help in the language of `texts` (English without)."""
    return _Grammar(texts or Translator("en")).whole()


class _Grammar:
    def __init__(self, texts: Translator) -> None:
        self.tr = texts.tr

    def whole(self) -> argparse.ArgumentParser:
        top = self._titled(argparse.ArgumentParser(
            prog="hotline-desk", allow_abbrev=False, add_help=False,
            description=self.tr("Calls become tickets, tickets become invoices. Without a command the desk opens.")))
        top.add_argument("--version", action="version", version=f"hotline-desk {__version__}",
                         help=self.tr("show the version and end"))
        self._common(top.add_argument, given=False)
        commands = top.add_subparsers(dest="command", metavar=self.tr("COMMAND"))
        self._desk(commands)
        self._entry(commands)
        self._work(commands)
        self._care(commands)
        return top

    def _command(self, commands: Any, name: str, told: str) -> argparse.ArgumentParser:
        made = self._titled(commands.add_parser(
            name, help=self.tr(told), description=self.tr(told), allow_abbrev=False, add_help=False))
        self._common(made.add_argument, given=True)
        return made

    def _titled(self, made: argparse.ArgumentParser) -> argparse.ArgumentParser:
        """The parser with the headings of its help and the help itself in the language asked for."""
        made._positionals.title, made._optionals.title = self.tr("Arguments"), self.tr("Options")
        made.add_argument("-h", "--help", action="help", help=self.tr("show this and end"))
        return made

    def _common(self, add: Add, *, given: bool) -> None:
        """What stands before the command or after it; after it, silence leaves what stood before."""
        unsaid: dict[str, Any] = {"default": argparse.SUPPRESS} if given else {}
        add("--data", type=Path, metavar="DIR", help=self.tr("folder of the company's data"), **unsaid)
        add("--database", metavar="URL", help=self.tr("PostgreSQL database instead of a file"), **unsaid)
        add("--user", metavar="LOGIN", help=self.tr("who acts; else the first administrator"), **unsaid)
        add("--json", action="store_true", help=self.tr("for programs: one JSON object per line"), **unsaid)

    def _period(self, add: Add, *, required: bool = False) -> None:
        add("--from", type=day, dest="first", metavar="DATE", required=required,
            help=self.tr("first day, like 2026-10-01"))
        add("--to", type=day, dest="last", metavar="DATE", required=required,
            help=self.tr("last day, included"))

    def _desk(self, commands: Any) -> None:
        demo = self._command(commands, "demo", N_("the sample company with a telephone system of its own"))
        demo.add_argument("--output", type=Path, metavar="DIR",
            help=self.tr("play the story on a virtual screen and leave pictures and papers there"))
        init = self._command(commands, "init", N_("make the data of a new company"))
        add = init.add_argument
        add("--company", metavar="NAME", required=True, help=self.tr("name of the company"))
        add("--language", choices=("de", "en"), required=True, help=self.tr("language of company and papers"))
        add("--country", metavar="XX", required=True, help=self.tr("country, two letters"))
        add("--area-code", metavar="CODE", required=True, help=self.tr("own area code, like 030"))
        add("--zone", metavar="ZONE", help=self.tr("time zone, like Europe/Berlin; else by country"))
        add("--own-number", metavar="NUMBER", nargs="+", action="extend", default=[],
            help=self.tr("own telephone numbers"))
        add("--sample", type=count, metavar="N", help=self.tr("with so many invented customers"))
        monitor = self._command(commands, "monitor", N_("record calls without a window until stopped"))
        monitor.add_argument("--feed", metavar="URL", nargs="+", action="extend", default=[],
            help=self.tr("telephone lines, like fritzbox://192.168.178.1:1012; else those of this workplace"))
        monitor.add_argument("--check", action="store_true",
            help=self.tr("only say whether each line can be connected, and end"))
        monitor.add_argument("--trace", action="store_true",
            help=self.tr("show on stderr what goes over the lines, telephone numbers included"))

    def _entry(self, commands: Any) -> None:
        lists = self._command(commands, "list", N_("show what is there")).add_subparsers(
            dest="subject", metavar=self.tr("SUBJECT"), required=True)
        for name, (told, filters) in LISTS.items():
            self._list(self._command(lists, name, told).add_argument, name, filters)
        adds = self._command(commands, "add", N_("enter an address, a ticket or a measure")).add_subparsers(
            dest="subject", metavar=self.tr("SUBJECT"), required=True)
        self._add_address(self._command(adds, "address", N_("enter an address")).add_argument)
        self._add_ticket(self._command(adds, "ticket", N_("enter a ticket")).add_argument)
        self._add_worklog(self._command(adds, "worklog", N_("enter a measure on a ticket")).add_argument)
        imports = self._command(commands, "import", N_("take over data from another system"))
        imports.add_argument("file", metavar="FILE", help=self.tr("a file, - for stdin"))
        imports.add_argument("--as", dest="form", choices=("company", "addresses"), default="company",
                             help=self.tr("what the file holds"))
        imports.add_argument("--encoding", choices=ENCODINGS, default="", metavar="NAME", help=self.tr(
            "signs of a file of addresses, if they are not found by themselves: {known}",
            known=", ".join(ENCODINGS)))
        imports.add_argument("--preview", action="store_true",
                             help=self.tr("only show what would become of each line of a file of addresses"))

    def _list(self, add: Add, name: str, filters: tuple[str, ...]) -> None:
        if "from" in filters:
            self._period(add)
        if "customer" in filters:
            add("--customer", metavar="NO", help=self.tr("number of the address"))
        if "state" in filters:
            add("--state", choices=LIST_STATES[name], help=self.tr("only in this state"))
        if "agent" in filters:
            add("--agent", metavar="LOGIN", help=self.tr("only of this agent"))
        if "team" in filters:
            add("--team", metavar="NAME", help=self.tr("only of this team"))
        add("--limit", type=count, metavar="N", help=self.tr("only the newest so many"))

    def _add_address(self, add: Add) -> None:
        add("--name", required=True, help=self.tr("company or person"))
        add("--number", metavar="NO", default="", help=self.tr("own number; else the next free one"))
        add("--role", choices=tuple(ROLES), nargs="+", default=["customer"], help=self.tr("roles"))
        for name in ("street", "postcode", "city"):
            add(f"--{name}", default="", help=self.tr(
                {"street": N_("street and house number"), "postcode": N_("postcode"), "city": N_("city")}[name]))
        add("--country", metavar="XX", help=self.tr("country, two letters"))
        add("--phone", metavar="NUMBER", nargs="+", action="extend", default=[],
            help=self.tr("telephone numbers"))
        add("--email", nargs="+", action="extend", default=[], help=self.tr("e-mail addresses"))
        add("--vat-id", metavar="ID", help=self.tr("VAT id"))
        add("--person", action="store_true", help=self.tr("a consumer, not a company"))

    def _add_ticket(self, add: Add) -> None:
        add("--subject", dest="about", required=True, help=self.tr("what it is about, in a few words"))
        add("--request", default="", help=self.tr("what is wanted"))
        add("--customer", metavar="NO", help=self.tr("number of the address"))
        add("--kind", choices=tuple(KINDS), default="action", help=self.tr("kind of ticket"))
        add("--channel", choices=tuple(CHANNELS), default="phone", help=self.tr("how it came"))
        add("--priority", choices=tuple(PRIORITIES), default="normal", help=self.tr("priority"))
        add("--caller", metavar="NUMBER", help=self.tr("telephone number of the caller"))
        add("--contact", metavar="NAME", default="", help=self.tr("name of the caller"))
        add("--agent", metavar="LOGIN", help=self.tr("who works on it; else who acts"))
        add("--team", metavar="NAME", help=self.tr("team"))

    def _add_worklog(self, add: Add) -> None:
        add("--ticket", metavar="NO", required=True, help=self.tr("number of the ticket"))
        add("--text", required=True, help=self.tr("what was done"))
        add("--kind", choices=tuple(WORKLOG_KINDS), default="work", help=self.tr("kind of measure"))
        add("--start", type=moment, metavar="TIME", help=self.tr("begin, like 2026-10-05T09:00+02:00"))
        add("--end", type=moment, metavar="TIME", help=self.tr("end"))
        add("--duration", metavar="TIME", help=self.tr("duration up to now or from the begin, like 20 or 1:30"))
        add("--article", metavar="NO", help=self.tr("article"))
        add("--quantity", metavar="N", help=self.tr("quantity of what is not time"))
        add("--free", action="store_true", help=self.tr("is not charged"))
        add("--agent", metavar="LOGIN", help=self.tr("who did it; else who acts"))

    def _work(self, commands: Any) -> None:
        tasks = self._command(commands, "open-list", N_("show the list of open tasks"))
        tasks.add_argument("--pdf", type=Path, metavar="FILE", help=self.tr("as a PDF to print"))
        tasks.add_argument("--group", choices=[*GROUPINGS], default=NONE, metavar="BY",
                           help=self.tr("grouped on paper by agent, team, customer or priority"))
        tasks.add_argument("--form", action="store_true", help=self.tr("with blanks to tick and to write on"))
        bill = self._command(commands, "bill", N_("bill a period, or show what would be billed"))
        self._period(bill.add_argument)
        add = bill.add_argument
        add("--customer", metavar="NO", nargs="+", action="extend", default=[],
            help=self.tr("only these addresses"))
        add("--contract", metavar="NO", nargs="+", action="extend", default=[],
            help=self.tr("only what falls under these contracts"))
        add("--only", choices=PARTS, nargs="+", action="extend", default=[],
            help=self.tr("only these parts"))
        add("--early", action="store_true", help=self.tr("also who is billed by the quarter before it is over"))
        add("--continue", dest="go_on", action="store_true",
            help=self.tr("go on with the run that was stopped or killed"))
        add("--preview", action="store_true", help=self.tr("only show, store nothing"))
        add("--include-open", action="store_true", help=self.tr("tickets too that are not closed"))
        add("--output", type=Path, metavar="DIR", help=self.tr("folder for the papers"))
        cancel = self._command(commands, "cancel", N_("cancel an invoice; its work can be billed again"))
        cancel.add_argument("document", metavar="DOCUMENT", help=self.tr("number of the invoice"))
        cancel.add_argument("--output", type=Path, metavar="DIR", help=self.tr("folder for the papers"))
        send = self._command(commands, "send", N_("send documents by mail, or without any what waits"))
        send.add_argument("documents", metavar="DOCUMENT", nargs="*", help=self.tr("numbers of documents"))
        send.add_argument("--again", action="store_true", help=self.tr("also what was sent before"))

    def _care(self, commands: Any) -> None:
        backup = self._command(commands, "backup", N_("save everything into one file"))
        backup.add_argument("file", type=Path, metavar="FILE", help=self.tr("a new file"))
        restore = self._command(commands, "restore", N_("take everything back from a backup"))
        restore.add_argument("file", type=Path, metavar="FILE", help=self.tr("a file that backup made"))
        self._command(commands, "upgrade", N_("bring the database to this version"))
        self._command(commands, "purge", N_("forget numbers of old calls now, as the settings say"))
        sample = self._command(commands, "remove-sample", N_("take the sample data away; what people made stays"))
        sample.add_argument("--preview", action="store_true", help=self.tr(
            "only show what would go and what would stay"))
        self._command(commands, "verify", N_("check schema, rules, numbers, search and the chains of the audit"))
