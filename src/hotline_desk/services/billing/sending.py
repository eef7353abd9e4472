"""Documents leave by mail: once, unless somebody asks for more; later, if the server is away.

What waits stands in the workplace's own file until it went out. A mail of which nobody knows whether the server took it
(the line broke at the last answer, or this program ended there) is never sent again by itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.adapters.mail import smtp
from hotline_desk.adapters.mail.message import Attached, Letter, checked_address, domain_of, written
from hotline_desk.adapters.secrets import keep_secret, secret_of
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.settings import SETTINGS, Settings
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.mailing import words
from hotline_desk.domain.billing.runs import BY_MAIL
from hotline_desk.domain.billing.values import FINAL, Document
from hotline_desk.services.act import long_act, reading
from hotline_desk.services.billing.addressed import recipient_of
from hotline_desk.services.billing.documents import document_file
from hotline_desk.services.billing.handing_out import paper_names
from hotline_desk.services.context import Context
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow, EmailRow
from hotline_desk.store.billing import DocumentRow, document_by_number
from hotline_desk.store.billing_runs import DocumentSentRow

VARIABLE = "HOTLINE_DESK_MAIL_SECRET"
WAITING, UNDER_WAY, DOUBTFUL, REFUSED = "waiting", "under_way", "doubtful", "refused"
_OUTBOX = "mail.outbox."
_LONGEST_TRY = timedelta(minutes=10)
_NEEDED = ("mail.host", "mail.sender")


@dataclass(frozen=True)
class Sent:
    """A document went to somebody by mail, when (UTC) and by whom."""

    at: datetime
    to: str
    by: str


@dataclass(frozen=True)
class Mail:
    """A mail with a document as it would be sent. `files` are its kinds and names; `to` is "" if nobody is known.

    A document of the sample company (`sample`) is refused.
    """

    number: str
    uid: str
    name: str
    to: str
    subject: str
    text: str
    files: tuple[tuple[str, str], ...]
    sent: tuple[Sent, ...]
    sample: bool = False


@dataclass(frozen=True)
class Kept:
    """A mail that has not gone out: since when and when it was tried (UTC), in which state, and why.

    One that is under way since long is doubtful: the program ended while the server took it.
    """

    number: str
    to: str
    subject: str
    text: str
    since: datetime
    tried: datetime
    state: str
    reason: str


@dataclass
class Outcome:
    """What became of some documents, by number. `left` were not reached because somebody stopped it."""

    sent: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    refused: list[tuple[str, UserError]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    reason: str = ""


# --- the account

def account_lacks(settings: Settings) -> tuple[str, ...]:
    """Names of the settings without which no mail can be sent."""
    return tuple(SETTINGS[key].text for key in _NEEDED if not str(settings[key]).strip())


def server_of(settings: Settings) -> smtp.Server:
    """The server of the settings. Raises UserError if something is missing."""
    lacks = account_lacks(settings)
    if lacks:
        raise UserError("mail.account", fields=lacks)
    return smtp.Server(settings["mail.host"].strip(), settings["mail.port"], settings["mail.security"],
                       settings["mail.user"].strip(), settings["mail.certificate"].strip())


def _account(server: smtp.Server) -> str:
    return f"mail {server.user}@{server.host}"


def needs_secret(ctx: Context) -> bool:
    """Whether the account has a user whose password is not known. May take a while: not for a UI thread."""
    server = server_of(ctx.settings)
    return bool(server.user) and not secret_of(_account(server), variable=VARIABLE)


def keep_mail_secret(ctx: Context, secret: str) -> bool:
    """Keeps the password of the account in the keyring; False if only until this program ends."""
    ctx.require("billing.draft")
    return keep_secret(_account(server_of(ctx.settings)), secret, variable=VARIABLE)


def _secret(server: smtp.Server) -> str:
    if not server.user:
        return ""
    secret = secret_of(_account(server), variable=VARIABLE)
    if not secret:
        raise UserError("mail.secret", user=server.user)
    return secret


# --- the mail of a document

@reading("billing.read")
def mail_of(ctx: Context, session: Session, number: str) -> Mail:
    """The mail with a document, to be looked at before it is sent. Raises UserError if there is no such document."""
    row = _document(session, number)
    document = from_canonical(row.content.encode())
    subject, text = words(document, *(_own_words(ctx.settings, document, what) for what in ("subject", "text")))
    return Mail(row.number or "", row.uid, document.recipient.name, _recipient(session, row, document), subject, text,
                paper_names(document), tuple(_sent(session, row.id)), document.sample)


def _document(session: Session, number: str) -> DocumentRow:
    row = document_by_number(session, number.strip())
    if row is None or row.state != FINAL:
        raise UserError("document.not_found", number=number)
    return row


def _own_words(settings: Settings, document: Document, what: str) -> str:
    language = document.language if document.language in ("de", "en") else "en"
    return str(settings[f"mail.{what}_{language}"])


def _recipient(session: Session, row: DocumentRow, document: Document) -> str:
    """The address that gets the invoices, else the first one of who pays, else what the document says."""
    to = recipient_of(session, session.get_one(AddressRow, row.address_id))
    if to.profile.invoice_email.strip():
        return to.profile.invoice_email.strip()
    first = session.scalar(select(EmailRow.email).where(
        EmailRow.address_id == to.address.id, EmailRow.removed_at.is_(None))
        .order_by(EmailRow.contact_id.is_not(None), EmailRow.id).limit(1))
    return first or document.recipient.email.strip()


def _sent(session: Session, key: int) -> list[Sent]:
    rows = session.execute(
        select(DocumentSentRow, UserRow.name).outerjoin(UserRow, UserRow.id == DocumentSentRow.by_id)
        .where(DocumentSentRow.document_id == key, DocumentSentRow.way == BY_MAIL).order_by(DocumentSentRow.id))
    return [Sent(row.at, row.recipient, name or "") for row, name in rows]


# --- what waits at this workplace

def kept_mails(ctx: Context) -> tuple[Kept, ...]:
    """Mails of this workplace that have not gone out, oldest first."""
    ctx.require("billing.read")
    if ctx.local is None:
        return ()
    found = []
    for number, text in ctx.local.remembered(_OUTBOX).items():
        values = json.loads(text)
        kept = Kept(number, **{**values, **{name: datetime.fromisoformat(values[name]) for name in ("since", "tried")}})
        lost = kept.state == UNDER_WAY and ctx.clock.now() - kept.tried > _LONGEST_TRY
        found.append(replace(kept, state=DOUBTFUL) if lost else kept)
    return tuple(sorted(found, key=lambda kept: (kept.since, kept.number)))


def forget_mail(ctx: Context, number: str) -> None:
    """Does not send this mail any more, and no longer tells of it."""
    ctx.require("billing.draft")
    if ctx.local is not None:
        ctx.local.put(_OUTBOX + number, None)


def _keep(ctx: Context, mail: Mail, state: str, reason: str = "") -> None:
    if ctx.local is not None:
        earlier = ctx.local.get(_OUTBOX + mail.number)
        now = ctx.clock.now().isoformat()
        since = json.loads(earlier)["since"] if earlier else now
        ctx.local.put(_OUTBOX + mail.number, json.dumps({
            "to": mail.to, "subject": mail.subject, "text": mail.text, "since": since, "tried": now,
            "state": state, "reason": reason}, ensure_ascii=False))


# --- sending

class _Line:
    """The connection to the server: made when it is needed, made anew after it broke."""

    def __init__(self, server: smtp.Server, secret: str) -> None:
        self._server, self._secret = server, secret
        self._open = ExitStack()
        self._session: smtp.Session | None = None

    def deliver(self, sender: str, recipient: str, mail: bytes) -> None:
        if self._session is None:
            self._session = self._open.enter_context(smtp.connected(self._server, self._secret))
        try:
            self._session.deliver(sender, recipient, mail)
        except smtp.Later:
            raise
        except (EnvironmentTrouble, smtp.Doubtful):
            self.close()
            raise

    def close(self) -> None:
        self._session = None
        self._open.close()


@long_act("document.send", permission="billing.draft")
def send_documents(ctx: Context, mails: Sequence[Mail], again: bool = False) -> Outcome:
    """Sends these mails, each with all papers of its document; what went out before goes out only with `again`.

    If the server is away, they wait at this workplace for `send_waiting`. It may be stopped between two mails.
    Raises UserError if the account is not filled in or its password is not known.
    """
    outcome, away = Outcome(), ""
    outcome.refused = [(mail.number, UserError("mail.sample", number=mail.number)) for mail in mails if mail.sample]
    mails = [mail for mail in mails if not mail.sample]
    if not mails:
        return outcome
    server = server_of(ctx.settings)
    line = _Line(server, _secret(server))
    try:
        for done, mail in enumerate(mails):
            if ctx.cancelled():
                outcome.left = [left.number for left in mails[done:]]
                break
            ctx.progress(done, len(mails), mail.number)
            if mail.sent and not again:
                outcome.already.append(mail.number)
            elif away:
                _wait(ctx, mail, outcome, away)
            else:
                away = _send(ctx, line, mail, outcome)
    finally:
        line.close()
    return outcome


def _wait(ctx: Context, mail: Mail, outcome: Outcome, reason: str) -> None:
    _keep(ctx, mail, WAITING, reason)
    outcome.waiting.append(mail.number)
    outcome.reason = reason


def _send(ctx: Context, line: _Line, mail: Mail, outcome: Outcome) -> str:
    """Sends one mail; returns why the server is away, "" if others can be tried."""
    try:
        if not mail.to.strip():
            raise UserError("mail.nobody", number=mail.number, name=mail.name)
        if len(mail_of(ctx, mail.number).sent) > len(mail.sent):  # somebody else was faster
            outcome.already.append(mail.number)
            return ""
        letter = _letter(ctx, mail)
        content = written(letter)
        _keep(ctx, mail, UNDER_WAY)
        line.deliver(letter.sender, letter.recipient, content)
    except UserError as problem:
        forget_mail(ctx, mail.number)
        outcome.refused.append((mail.number, problem))
    except smtp.Doubtful as problem:
        _keep(ctx, mail, DOUBTFUL, str(problem))
        outcome.doubtful.append(mail.number)
    except EnvironmentTrouble as problem:
        _wait(ctx, mail, outcome, str(problem))
        return "" if isinstance(problem, smtp.Later) else str(problem)
    else:
        _note(ctx, mail, letter.message_id)
        forget_mail(ctx, mail.number)
        outcome.sent.append(mail.number)
    return ""


def _letter(ctx: Context, mail: Mail) -> Letter:
    sender = checked_address(ctx.settings["mail.sender"])
    files = [Attached(name, document_file(ctx, mail.number, kind)) for kind, name in mail.files]
    # The same mail tried again has the same id, by which the customer's server knows it.
    id = f"{mail.uid}.{len(mail.sent) + 1}@{domain_of(sender)}"
    return Letter(sender, str(ctx.settings["company.name"]), checked_address(mail.to), mail.subject, mail.text, files,
                  ctx.clock.now(), id)


def _note(ctx: Context, mail: Mail, message_id: str) -> None:
    with ctx.store.write(ctx.stamp("document.send")) as tx:
        row = _document(tx.session, mail.number)
        tx.session.add(DocumentSentRow(document_id=row.id, at=tx.now, by_id=ctx.user.id, way=BY_MAIL,
                                       recipient=mail.to.strip(), message_id=message_id))
        tx.changed("document", row.uid)


@long_act("document.send_waiting", permission="billing.draft")
def send_waiting(ctx: Context) -> Outcome:
    """Tries again what waits at this workplace. What went out meanwhile from elsewhere is not sent twice.

    A mail that was under way when the program ended becomes doubtful and is left to a person.
    """
    mails = []
    for kept in kept_mails(ctx):
        mail = mail_of(ctx, kept.number)
        if any(sent.at >= kept.since for sent in mail.sent):
            forget_mail(ctx, kept.number)
        elif kept.state == WAITING:
            mails.append(replace(mail, to=kept.to, subject=kept.subject, text=kept.text))
    return send_documents(ctx, mails, again=True)
