"""The three kinds of trouble and the catalogue of sentences for the first.

A `UserError` says what to do next; an `EnvironmentTrouble` is a state that is retried (database away,
feed down); everything else is a bug and leads to the log.
"""

from __future__ import annotations

from hotline_desk.core.text import N_, Translator

ERRORS: dict[str, str] = {
    "permission.denied": N_("Your role does not allow this ({permission}). Ask an administrator."),
    "record.missing": N_("This record no longer exists ({kind}). Refresh the list."),
    "record.changed": N_("{who} changed this record in the meantime. Look at the new state, then save again."),
    "value.missing": N_("{field} is missing. Fill it in."),
    "value.invalid": N_("{field}: “{value}” cannot be used. {hint}"),
    "value.long": N_("“{value}” is too long; {most} characters are the most."),
    "value.taken": N_("{field} “{value}” exists already. Choose another."),
    "number.invalid": N_("“{value}” is not a telephone number. Write it like 030 1234567 or +49 30 1234567."),
    "time.order": N_("The end lies before the begin. Correct one of the two times."),
    "time.unreadable": N_("“{value}” is not understood as a date. Examples: tomorrow 9, fri 14:30, +3d, 2812."),
    "duration.unreadable": N_("“{value}” is not understood as a duration. Examples: 90, 1:30, 1.5h, 90s."),
    "reason.missing": N_("A reason is needed. Write why, in a few words."),
    "ticket.not_found": N_("There is no ticket {number}."),
    "ticket.state": N_("A ticket in the state “{state}” cannot do this. Reopen it first."),
    "ticket.solution_missing": N_("The solution is missing. Write it, or choose an outcome from 6 to 9."),
    "ticket.category_unknown": N_("“{value}” is no category. Choose one from the list."),
    "ticket.sections_missing": N_("Still to be filled in: {fields}."),
    "ticket.outcome_missing": N_("The outcome is missing. Choose one by its digit."),
    "ticket.target_missing": N_("Choose a team or a person to forward to."),
    "ticket.quota_missing": N_("This customer has no quota. Choose another outcome."),
    "ticket.open_parts": N_("Parts of this ticket are still open: {numbers}. Say what becomes of them."),
    "worklog.billed": N_("This measure is on document {number}. Cancel the document first."),
    "call.has_ticket": N_("Somebody works on this call in ticket {number} already. Move it there as a follow-up."),
    "call.none_parked": N_("No call is parked."),
    "call.running": N_("This call is not over yet. Take it, or wait for its end."),
    "attachment.damaged": N_("{name} is no longer what was kept. Restore it from a backup."),
    "attachment.dangerous": N_("{name} could act as a program. Save it, and open it only if you trust who sent it."),
    "attachment.empty": N_("{name} is empty. Choose another file."),
    "attachment.folder": N_("{name} is a folder. Pack it into one file, then attach that."),
    "attachment.large": N_("{name} has more than {most} MB. Make it smaller, or allow more in the settings."),
    "attachment.name": N_("The name is missing. Write one."),
    "attachment.taken": N_("Another file of this ticket is called {name}. Choose another name."),
    "letter.logo_large": N_("The logo has more than {most} MB. Make it smaller."),
    "link.circle": N_("{number} is itself a part of this ticket. Turn the link round, or choose another ticket."),
    "link.part": N_("This ticket is part of {number} already. Take that link away first."),
    "link.self": N_("A ticket cannot be linked with itself. Choose another one."),
    "merge.changed": N_("{number} changed since the preview. Look at the preview again."),
    "merge.nothing": N_("Choose at least one other ticket to merge."),
    "merge.taken_apart": N_("This cannot be undone any more: {number} was changed since the merger."),
    "absence.deputy": N_("Nobody stands in for himself. Choose another deputy, or leave the field empty."),
    "absence.order": N_("The last day lies before the first. Correct one of the two days."),
    "absence.overlap": N_("{name} is away on some of these days already. Change that entry instead."),
    "message.empty": N_("There is nothing to send yet. Write a few words."),
    "message.nobody": N_("Nobody belongs to {team} who could read it. Choose another team, or a person."),
    "message.not_received": N_("This message is not for you. Only who received it puts it away."),
    "message.not_yours": N_("Only who wrote a message can take it back."),
    "message.target_missing": N_("Choose a colleague or a team to write to."),
    "address.not_found": N_("There is no address {number}."),
    "button.empty": N_("A button must write something. Choose a text block, a category, an outcome or a priority."),
    "button.full": N_("There are {most} buttons already. Put one away first."),
    "category.circle": N_("“{name}” cannot lie below itself. Choose another place."),
    "article.not_found": N_("There is no article {number}."),
    "terms.not_found": N_("There are no terms named {name}."),
    "price.twice": N_("The price of {number} from {day} stands there twice. Take one of them out."),
    "price_list.not_found": N_("There is no price list {name}."),
    "tax.twice": N_("The tax code {code} has two rates from {day}. Take one of them out."),
    "tax.unknown": N_("There is no tax code {code}."),
    "tax.used": N_("The tax code {code} stands at article {number}. Give that one another code first."),
    "contract.not_found": N_("There is no contract {number}."),
    "contract.overlaps": N_("The contract {name} from {first} holds on the same days for the same things. End it "
                            "before, or say what falls under each of the two."),
    "contract.none_renewed": N_("None of these contracts can be renewed. Enter an end and months of renewal first."),
    "contract.notice_end": N_("On which day does the contract end? Enter the last day."),
    "service.not_found": N_("There is no calendar {name}."),
    "service.region": N_("The holidays of “{region}” are not known. Choose a region from the list."),
    "service.day": N_("“{value}” is no day. Write it like 24.12. or 24.12.2026."),
    "service.hours": N_("“{value}” is no time of service. Write it like 08:00-18:00."),
    "service.overlap": N_("The times overlap at “{value}”. Let one end before the next begins."),
    "service.band_days": N_("The band {name} has no days. Choose days of the week, or name dates."),
    "profile.itself": N_("An address gets its own invoices anyway. Leave the other recipient empty."),
    "user.not_found": N_("There is no user {login}. Known users: {known}."),
    "user.last_admin": N_("This is the last administrator and must stay active."),
    "team.not_found": N_("There is no team {name}. Known teams: {known}."),
    "zone.missing": N_("The time zone of {country} is not certain. Give it with --zone, like Europe/Berlin."),
    "demo.programs": N_("A virtual screen needs {programs}. On Debian: apt-get install xvfb openbox xdotool"),
    "dial.impossible": N_("{name} cannot make calls. Dial at the telephone, or choose another way in the settings."),
    "dial.line": N_("No open telephone line belongs to the extension “{extension}”. Known lines: {known}."),
    "dial.no_line": N_("No telephone line of this workplace can make calls now. Dial at the telephone."),
    "dial.no_program": N_("No program of this computer calls {number} for tel: links. Dial at the telephone."),
    "dial.not_taken": N_("Your telephone {extension} was not picked up, so {number} was not called."),
    "dial.number": N_("{number} is not a number that can be dialled."),
    "dial.phone": N_("It is not known which telephone is yours. Enter your extension at your user."),
    "dial.refused": N_("{name} did not make the call ({reason}). Dial at the telephone."),
    "dial.unreachable": N_("Your telephone {extension} cannot be reached. Look whether it is on and registered."),
    "document.not_found": N_("There is no document {number}."),
    "document.not_cancellable": N_("{number} is not an invoice that can be cancelled."),
    "document.cancelled": N_("{number} is cancelled already by {by}."),
    "document.discount": N_("Your role takes prices and articles as they are. Ask somebody who may change prices."),
    "document.final": N_("This document is final already and cannot be changed. {number}"),
    "document.incomplete": N_("Still to be filled in: {fields}."),
    "document.no_offer": N_("{number} is no offer that can be answered."),
    "document.offer_used": N_("{number} became invoice {by} already."),
    "document.price": N_("{article}: your role does not allow another price than the usual one."),
    "document.drawing": N_("The document could not be drawn: {reason}. It is stored; try again."),
    "correction.invoice": N_("{number} is not an invoice. Lines of invoices can be corrected."),
    "correction.later": N_("{by} corrects the same invoice and starts from {number}. Cancel {by} first."),
    "correction.quota": N_("Quota cannot pay for line {position}. It pays for time of the same month within service "
                           "hours, up to what becomes free. Change the line by hand."),
    "correction.quota_used": N_("The quota that {number} gave back was used again since. Cancel the later invoice or "
                                "correction first."),
    "correction.nothing": N_("Nothing changes on {number}. Say of a line that still stands what it should have been."),
    "hold.invoice": N_("{number} is not an invoice. Only invoices are dunned."),
    "hold.past": N_("{day} has passed already. Choose a later day."),
    "run.none": N_("No run was stopped or killed. Begin one with --from and --to."),
    "run.over": N_("This run is done or was taken back. Start another one for the period."),
    "run.paid": N_("This run cannot be taken back: {numbers} was paid. Cancel single documents instead."),
    "billing.nothing": N_("There is nothing to bill from {first} to {last}."),
    "billing.changed": N_("The work of {name} changed since the preview. Make the preview again."),
    "billing.no_article": N_("Ticket {number}: no article for the work. Name one, or set a default article."),
    "billing.no_default": N_("No article is known for calls. Name one in the terms, or set a default article."),
    "billing.vat_id": N_("{name} owes the tax (reverse charge), but has no VAT id that can be right. Correct it at the "
                         "address, on the page Billing."),
    "billing.period": N_("The period ends before it begins. Correct one of the two days."),
    "billing.company": N_("{field} of your own company is missing; an invoice must show it. Fill in the settings."),
    "on_call.ahead": N_("The job ends later than now. Only what was done can be written down."),
    "period.not_over": N_("{day} is not over yet. A period can be closed from the day after it."),
    "period.closed": N_("{first} to {last} is closed already. Open that period again first."),
    "period.open": N_("{n} points of this period are not settled. Settle them, or say why it is closed all the same."),
    "einvoice.address": N_("The address of {name} lacks what an e-invoice needs: {fields}. Fill it in at the address."),
    "einvoice.company": N_("Your own company lacks what an e-invoice needs: {fields}. Fill in the settings."),
    "einvoice.none": N_("{number} is not an e-invoice. Choose its form at the address, on the page Billing."),
    "einvoice.reference": N_("{name} has no buyer's reference (Leitweg-ID), which an XRechnung needs. "
                             "Fill it in at the address, on the page Billing."),
    "mail.account": N_("No mail can be sent yet. Fill in under Settings, Mail: {fields}."),
    "mail.address": N_("“{value}” is not a mail address. Write it like invoices@customer.example."),
    "mail.certificate": N_("The certificate of {place} cannot be trusted ({reason}). "
                           "Name its file under Settings, Mail."),
    "mail.login": N_("The mail server {place} refuses the login. Check the user and the password."),
    "mail.nobody": N_("It is not known where {number} is to be sent. Fill in a mail address at {name}."),
    "mail.plain": N_("The mail server {place} offers no encryption. Choose another port or kind of encryption."),
    "mail.refused": N_("The mail server {place} does not take the mail to {to}: {reason}"),
    "mail.sample": N_("{number} is a document of the sample company and is not sent to anybody. Remove the sample data "
                      "before you send invoices."),
    "mail.secret": N_("The password of the mail account {user} is missing. Enter it, or set "
                      "HOTLINE_DESK_MAIL_SECRET before the start."),
    "settings.unknown": N_("There is no setting {key}."),
    "store.exists": N_("There is a company in {place} already. Choose another folder."),
    "store.missing": N_("There is no company in {place}. Make one with: hotline-desk init"),
    "store.newer": N_("The data in {place} were written by a newer version. Install that version."),
    "store.older": N_("The database is older than the program. An administrator runs: hotline-desk upgrade"),
    "store.damaged": N_("The data in {place} are damaged ({reason}). Restore a backup: hotline-desk restore"),
    "store.url": N_("“{url}” is not a database that can be used. Example: postgresql://name@server/hotline"),
    "store.in_use": N_("The data in {place} are in use. Close the desk and the monitor, then try again."),
    "store.readonly": N_("The data in {place} cannot be written. Check the permissions of the folder."),
    "store.full": N_("The disk is full. Make room, then try again; what you typed is kept."),
    "backup.wrong": N_("{place} is no backup that can be used ({reason}). Choose another file."),
    "backup.program": N_("{program} is missing here. Install the client programs of PostgreSQL, then try again."),
    "backup.failed": N_("{program} could not do it: {reason}"),
    "export.long": N_("A workbook holds {most} rows at most. Narrow the list down, or choose CSV."),
    "file.exists": N_("{place} exists already. Choose another name."),
    "file.unreadable": N_("{place} cannot be read: {reason}"),
    "file.unwritable": N_("{place} cannot be written: {reason}"),
    "bulk.many": N_("At most {most} tickets can be changed at once. Select fewer."),
    "bulk.nothing": N_("None of these tickets can be changed in this way."),
    "print.long": N_("{count} rows are too many for paper; {most} are the most. Narrow the list down, or export it."),
    "search.owner": N_("“{name}” belongs to {who}. Save it under a name of your own."),
    "search.name": N_("There is a search named {name} already. Choose another name."),
    "import.datev": N_("This DATEV file holds “{kind}”. Export debtors and creditors (category 16)."),
    "import.declared": N_("This file declares types or entities as no telephone book does. It is not opened."),
    "import.empty": N_("There is no address in this file. Choose another."),
    "import.form": N_("The form of this file is not known. Export a CSV, a vCard or a FRITZ! phone book."),
    "import.large": N_("{place} has more than {most} MB. Export fewer addresses at once."),
    "import.workbook": N_("This is a workbook. Save it in your spreadsheet as CSV, then take that file."),
    "import.wrong": N_("Nothing was imported. Mistakes: {count}\n{mistakes}"),
    "feed.certificate": N_("The certificate of {place} cannot be trusted ({reason}). Name its file with ca=FILE."),
    "feed.kind": N_("Telephone lines of the kind “{kind}” are not supported yet. Known kinds: {known}."),
    "feed.login": N_("{place} refuses the login. Check the user and the secret."),
    "feed.lost": N_("The connection to {place} was lost. It is being made again."),
    "feed.modem": N_("The modem at {place} does not answer. Check that it is on, its cable and its speed (baud=)."),
    "feed.port_failed": N_("Nothing can connect to {place}: {reason}. Choose another address or port."),
    "feed.port_taken": N_("Port {port} is used by another program. Choose another one, here and at the system."),
    "feed.secret": N_("The secret for {place} is missing. Enter it under Telephone lines, or set "
                      "HOTLINE_DESK_FEED_SECRET before the start."),
    "feed.serial_busy": N_("{place} is used by another program. End it, or choose another port."),
    "feed.serial_failed": N_("{place} cannot be opened as a serial port: {reason}"),
    "feed.serial_forbidden": N_("You may not use {place}. Become a member of the group {group}, then log in again."),
    "feed.serial_missing": N_("{place} is not there. Plug the device in, or choose another port."),
    "feed.tapi": N_("The telephony of Windows does not answer ({reason}). Check the driver of your telephone system."),
    "feed.tapi_line": N_("Windows knows no telephone line “{name}”. Known lines: {known}."),
    "feed.tapi_none": N_("Windows knows no telephone line. Install the TAPI driver of your telephone system."),
    "feed.tapi_windows": N_("TAPI exists on Windows only. Connect this computer to your telephone system another way."),
    "feed.url": N_("“{url}” is not a telephone line. Example: fritzbox://192.168.178.1:1012"),
    "feed.unreachable": N_("No answer from {place}. Check name and port; at a FRITZ!Box dial #96*5* once."),
    "feed.user": N_("{url} lacks the user who logs in. Example: asterisk://hotline@192.168.178.2?trunk=PJSIP/trunk"),
    "feed.waiting": N_("Calls from {place} wait to be stored: {reason}"),
    "feed.waits": N_("The telephone system has not connected to {place} yet. Set this address there."),
    "sample.none": N_("There are no sample data in this company."),
    "shift.target_missing": N_("Choose to whom the shift goes: a team or a person."),
    "shift.nobody": N_("Nobody else is in {team} who could confirm. Choose another team, or a person."),
    "shift.not_yours": N_("This shift was not handed to you. Ask the one who handed it over."),
    "shift.self": N_("A shift cannot be handed to yourself. Choose another person, or a team."),
    "shift.settled": N_("{who} has confirmed or taken back this shift already. Refresh the list."),
    "remote.command": N_("This command cannot be used. Write it like: program --connect {example}"),
    "remote.failed": N_("{program} could not be started: {reason}"),
    "remote.id": N_("“{value}” is no session id. Write letters, digits and the signs . - _ @ : only."),
    "remote.missing": N_("{program} was not found on this computer. Install it, or enter its place in the settings."),
    "keys.profile": N_("{place} holds no keys of Hotline Desk ({reason}). Choose another file."),
    "printer.failed": N_("The printer did not take the job: {reason}"),
    "printer.none": N_("Nothing can be printed here: {reason}"),
}


class UserError(Exception):
    """Something a person can mend. `id` is a key of `ERRORS`, `values` fill its sentence."""

    def __init__(self, id: str, **values: object) -> None:
        if id not in ERRORS:
            raise KeyError(f"error {id!r} is not in the catalogue")
        self.id = id
        self.values = values
        super().__init__(id)

    def sentence(self, texts: Translator) -> str:
        """The sentence for a person, in the language of `texts`; messages among the values are translated.

        A tuple of messages is listed.
        """
        return texts.tr(ERRORS[self.id], **{name: _shown(value, texts) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.sentence(Translator("en"))


def _shown(value: object, texts: Translator) -> object:
    if isinstance(value, tuple):
        return ", ".join(texts.tr(each) for each in value)
    return texts.tr(value) if isinstance(value, str) and value else value


class EnvironmentTrouble(Exception):
    """Something outside is away for now (database, feed, disk). It is shown as a state and retried."""

    def __init__(self, what: str, reason: str) -> None:
        self.what = what
        self.reason = reason
        super().__init__(f"{what}: {reason}")


class Cancelled(Exception):
    """The user stopped a long act; what was done before is whole."""
