"""A mail server for tests: encrypted, with login, and with the moods of real ones."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "rechnung@hotline.example", "geheim-Wort"


def certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """A certificate that proves this name, signed by itself, and its key."""
    cert, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", cert],
                   check=True, capture_output=True)
    return cert, key


@dataclass
class Mood:
    """What the server does. `refuse` and `later` answer to recipients; `drop` breaks the line: "recipient" before the
    mail comes, "answer" when it should say that it took it."""

    refuse: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    drop: str = ""


class Handler:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.mood = Mood()

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str,
                          responses: list[str]) -> list[str]:
        session.host_name = hostname
        self.connections += session.ssl is not None
        return responses

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str,
                          options: list[str]) -> str:
        if self.mood.drop == "recipient":
            server.transport.abort()
        if address in self.mood.refuse:
            return "550 5.1.1 nobody of this name"
        if address in self.mood.later:
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        if self.mood.drop == "answer":
            server.transport.abort()
        return "250 OK"


@dataclass
class MailServer:
    """A running server: where it is, whom it trusts, what came."""

    handler: Handler
    port: int
    ca: Path
    host: str = "localhost"

    @property
    def mails(self) -> list[EmailMessage]:
        return self.handler.mails

    @property
    def mood(self) -> Mood:
        return self.handler.mood


class _Controller(Controller):
    def __init__(self, *args: Any, starttls: ssl.SSLContext | None, smtp: dict[str, Any], **kwargs: Any) -> None:
        self._starttls, self._smtp = starttls, smtp
        super().__init__(*args, **kwargs)

    def factory(self) -> SMTP:
        return SMTP(self.handler, tls_context=self._starttls, hostname="mail.test", **self._smtp)


def _authenticated(_server: object, _session: object, _envelope: object, _mechanism: str, data: Any) -> AuthResult:
    right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=right, handled=right)


@contextmanager
def running(certified: tuple[Path, Path], *, security: str = "starttls", port: int = 0,
            login: bool = True) -> Iterator[MailServer]:
    """A server on the loopback; `security` is starttls, tls or "" for one without encryption."""
    cert, key = certified
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    handler = Handler()
    asks: dict[str, Any] = {"authenticator": _authenticated, "auth_require_tls": security == "starttls"}
    smtp = asks if login else {}
    controller = _Controller(handler, hostname="127.0.0.1", port=port or _free_port(), smtp=smtp, ready_timeout=30,
                             starttls=context if security == "starttls" else None,
                             ssl_context=context if security == "tls" else None)
    controller.start()
    try:
        yield MailServer(handler, controller.port, cert)
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
