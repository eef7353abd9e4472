"""What a stored e-mail says, for people who only want to read it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

HEAD = ("from", "to", "cc", "date", "subject")
_TAGS = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_ANY = re.compile(r"<[^>]*>")
_MOST = 100_000


def read_mail(body: bytes) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """Head (names of `HEAD` that are there), text without markup, and the names of what is attached.

    A mail that is no mail has an empty head.
    """
    mail = message_from_bytes(body, policy=policy.default)
    head = {name: " ".join(str(mail[name]).split()) for name in HEAD if _has(mail, name)}
    if not isinstance(mail, EmailMessage) or not head:
        return {}, "", ()
    part = mail.get_body(("plain", "html"))
    names = tuple(each.get_filename() or each.get_content_type() for each in mail.iter_attachments())
    return head, _said(part) if part is not None else "", names


def _has(mail: object, name: str) -> bool:
    try:
        return bool(mail[name])  # type: ignore[index]
    except (ValueError, IndexError, AttributeError):  # a head that the standard library cannot take apart
        return False


def _said(part: object) -> str:
    assert isinstance(part, EmailMessage)
    raw = part.get_payload(decode=True)
    charset = part.get_content_charset() or "utf-8"
    try:
        text = (raw if isinstance(raw, bytes) else b"").decode(charset, "replace")
    except LookupError:
        text = raw.decode("cp1252", "replace") if isinstance(raw, bytes) else ""
    text = text[:_MOST].replace("\r\n", "\n")
    if part.get_content_subtype() != "html":
        return text.strip()
    plain = unescape(_ANY.sub("", _BREAKS.sub("\n", _TAGS.sub("", text))))
    return re.sub(r"\n\s*\n+", "\n\n", re.sub(r"[ \t\xa0]+", " ", plain)).strip()
