"""A mail with files as the bytes that go over the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from hotline_desk.core.errors import UserError

_FORM = policy.SMTP.clone(cte_type="7bit")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MOST_ADDRESS = 200
_TYPES = {".pdf": ("application", "pdf"), ".xml": ("application", "xml")}


@dataclass(frozen=True)
class Attached:
    """A file of a mail; its type follows from its name."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A mail as it is meant: who, to whom, what. `moment` is UTC; `message_id` without brackets."""

    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    files: Sequence[Attached]
    moment: datetime
    message_id: str


def checked_address(typed: str) -> str:
    """The mail address as typed, without space around it. Raises UserError if no mail can go there."""
    address = typed.strip()
    if not _PLAIN_ADDRESS.fullmatch(address) or len(address) > _MOST_ADDRESS:
        raise UserError("mail.address", value=typed)
    return address


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


def written(letter: Letter) -> bytes:
    """The mail by RFC 5322, lines ended by CRLF, in plain ASCII. Raises UserError for an address that is none."""
    mail = EmailMessage(policy=_FORM)
    mail["From"] = _named(checked_address(letter.sender), letter.sender_name)
    mail["To"] = checked_address(letter.recipient)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(letter.moment)
    mail["Message-ID"] = f"<{letter.message_id}>"
    mail.set_content(letter.text if letter.text.endswith("\n") else f"{letter.text}\n", charset="utf-8")
    for file in letter.files:
        main, sub = _TYPES.get(file.name[file.name.rfind("."):].lower(), ("application", "octet-stream"))
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=_one_line(file.name))
    return mail.as_bytes()


def _named(address: str, name: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(_one_line(name), user, domain)


def _one_line(text: str) -> str:
    """Text for a header: what ends a line would begin a header of its own."""
    return " ".join("".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in text).split())
