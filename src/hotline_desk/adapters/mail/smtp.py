"""Hands mails to the server that sends them: always encrypted, the certificate always checked.

What can happen is told apart by what is to be done next: a server that is away is tried again later
(EnvironmentTrouble), what it refuses a person mends (UserError), and where the connection broke while it answered to
the whole mail, nobody knows whether it goes out (Doubtful): then only a person may try again.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from hotline_desk.core.errors import EnvironmentTrouble, UserError

STARTTLS, TLS = "starttls", "tls"
_LIMIT_S = 30.0
_DONE, _GO_AHEAD = 250, 354
_TAKEN = (250, 251)
_CLOSING, _PERMANENT = 421, 500
_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class Server:
    """Where mails are handed in. `security` is starttls or tls; `ca` a file with a certificate to trust besides
    those of the system, "" for none; without a `user` nobody logs in."""

    host: str
    port: int
    security: str = STARTTLS
    user: str = ""
    ca: str = ""

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"


class Doubtful(Exception):
    """The server may have taken the mail or not."""


class Later(EnvironmentTrouble):
    """The server asks for patience with this mail; others it may take."""


class Session:
    """A connection to the server over which several mails go."""

    def __init__(self, smtp: smtplib.SMTP, place: str) -> None:
        self._smtp, self._place = smtp, place

    def deliver(self, sender: str, recipient: str, mail: bytes) -> None:
        """Hands one mail over. Raises EnvironmentTrouble (Later for this mail alone), UserError or Doubtful."""
        with _explained(self._place):
            self._smtp.ehlo_or_helo_if_needed()
            self._ask(recipient, f"MAIL FROM:<{sender}>", (_DONE,))
            self._ask(recipient, f"RCPT TO:<{recipient}>", _TAKEN)
            self._ask(recipient, "DATA", (_GO_AHEAD,))
            self._smtp.send(_DOT.sub(b"..", mail) + (b"" if mail.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        try:
            code, told = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as trouble:
            raise Doubtful(f"{self._place}: {trouble}") from trouble
        self._judge(recipient, code, told, (_DONE,))

    def _ask(self, recipient: str, command: str, wanted: tuple[int, ...]) -> None:
        code, told = self._smtp.docmd(command)
        self._judge(recipient, code, told, wanted)

    def _judge(self, recipient: str, code: int, told: bytes, wanted: tuple[int, ...]) -> None:
        if code in wanted:
            return
        reason = f"{code} {told.decode(errors='replace')}"
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self._smtp.rset()
        if code >= _PERMANENT:
            raise UserError("mail.refused", place=self._place, to=recipient, reason=reason)
        raise EnvironmentTrouble(self._place, reason) if code == _CLOSING else Later(self._place, reason)


@contextlib.contextmanager
def connected(server: Server, secret: str) -> Iterator[Session]:
    """A session with the server, encrypted and logged in.

    Raises EnvironmentTrouble if it is away, UserError if its certificate, its encryption or the login is wrong.
    """
    with _explained(server.place):
        smtp = _opened(server)
        try:
            if server.user:
                _log_in(smtp, server, secret)
        except BaseException:
            smtp.close()
            raise
    try:
        yield Session(smtp, server.place)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def _opened(server: Server) -> smtplib.SMTP:
    try:
        context = ssl.create_default_context()
        if server.ca:
            context.load_verify_locations(server.ca)
    except OSError as trouble:
        raise UserError("mail.certificate", place=server.place, reason=f"{server.ca}: {trouble}") from trouble
    if server.security == TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_LIMIT_S, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=_LIMIT_S)
    try:
        smtp.starttls(context=context)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _log_in(smtp: smtplib.SMTP, server: Server, secret: str) -> None:
    try:
        smtp.login(server.user, secret)
    except (UnicodeError, smtplib.SMTPNotSupportedError) as trouble:  # signs it cannot send; nobody can log in there
        raise UserError("mail.login", place=server.place) from trouble


@contextlib.contextmanager
def _explained(place: str) -> Iterator[None]:
    """Turns what the library raises into what is to be done."""
    try:
        yield
    except ssl.SSLCertVerificationError as trouble:
        raise UserError("mail.certificate", place=place, reason=trouble.verify_message) from trouble
    except smtplib.SMTPNotSupportedError as trouble:
        raise UserError("mail.plain", place=place) from trouble
    except smtplib.SMTPAuthenticationError as trouble:
        if trouble.smtp_code < _PERMANENT:
            raise EnvironmentTrouble(place, str(trouble)) from trouble
        raise UserError("mail.login", place=place) from trouble
    except (OSError, smtplib.SMTPException) as trouble:
        raise EnvironmentTrouble(place, str(trouble) or type(trouble).__name__) from trouble
