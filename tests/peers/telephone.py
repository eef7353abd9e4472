"""A telephone that speaks just enough SIP over UDP to be steered by a test: it rings, answers, refuses, dials, refers.

It talks without sound. Nothing is sent twice: on the loopback nothing is lost.
"""

from __future__ import annotations

import itertools
import queue
import re
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

EXCHANGE = ("127.0.0.1", 5160)
PATIENCE = 20.0
_RUN = secrets.token_hex(4)  # the exchange remembers what it has seen for half a minute
_numbers = itertools.count(1)


@dataclass
class Message:
    """A request or an answer, cut into its parts."""

    first: str
    headers: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.casefold()]

    def get(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    @property
    def status(self) -> int:
        return int(self.first.split()[1]) if self.first.startswith("SIP/") else 0

    @property
    def method(self) -> str:
        return self.get("CSeq").split()[-1] if self.status else self.first.split()[0]

    @property
    def call_id(self) -> str:
        return self.get("Call-ID")


def cut(content: bytes) -> Message:
    """The message in a datagram; its body does not matter here."""
    first, *lines = content.decode("utf-8", "replace").partition("\r\n\r\n")[0].split("\r\n")
    pairs = [line.partition(":") for line in lines]
    return Message(first, [(key.strip().casefold(), value.strip()) for key, _, value in pairs])


@dataclass
class Dialog:
    """One call of a telephone, from its first ring or from dialling on."""

    phone: Telephone
    call_id: str
    local: str
    remote: str
    target: str
    invite: Message | None = None
    answered: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    referred: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(10))
    branch: str = ""
    cancelled: bool = False

    def answer(self) -> Dialog:
        assert self.invite is not None
        self.phone.reply(self.invite, "200 OK", self.local, sdp=True)
        self.answered.set()
        return self

    def refuse(self, reason: str = "486 Busy Here") -> None:
        assert self.invite is not None
        self.phone.reply(self.invite, reason, self.local)
        self.ended.set()

    def move_to(self, number: str) -> None:
        """Asks the exchange to ring somewhere else."""
        assert self.invite is not None
        contact = f"Contact: <sip:{number}@{EXCHANGE[0]}:{EXCHANGE[1]}>"
        self.phone.reply(self.invite, "302 Moved Temporarily", self.local, contact)
        self.ended.set()

    def refer(self, number: str) -> None:
        """Puts the other side through to a number without asking there."""
        self._refer(f"<sip:{number}@{EXCHANGE[0]}:{EXCHANGE[1]}>")

    def join(self, other: Dialog) -> None:
        """Puts the other side through to whom this telephone talks with on its other call."""
        number = (re.search(r"sip:([^@>;]+)@", other.remote) or ["", ""])[1]
        tags = ";".join(f"{key}-tag={tag(side)}" for key, side in (("to", other.remote), ("from", other.local)))
        self._refer(f"<sip:{number}@{EXCHANGE[0]}:{EXCHANGE[1]}?Replaces={quote(f'{other.call_id};{tags}', safe='')}>")

    def _refer(self, to: str) -> None:
        user = f"Referred-By: <sip:{self.phone.extension}@{EXCHANGE[0]}>"
        self.phone.request("REFER", self, f"Refer-To: {to}", user, self.phone.contact)
        assert self.referred.wait(PATIENCE), "the exchange did not take the transfer"

    def hang_up(self) -> None:
        if self.ended.is_set():
            return
        if self.invite is None and not self.answered.is_set():
            self.cancelled = True
            self.phone.request("CANCEL", self, number=1, branch=self.branch)
        else:
            self.phone.request("BYE", self)
            self.ended.set()


def tag(side: str) -> str:
    """The tag in a From or To."""
    return (re.search(r";tag=([^;>\s]+)", side) or ["", ""])[1]


class Telephone:
    """One telephone at its port of the loopback, from `with` on. `extra` is a header of all it dials."""

    def __init__(self, extension: str, port: int, extra: str = "X-Phone: 1") -> None:
        self.extension = extension
        self.port = port
        self.contact = f"Contact: <sip:{extension}@127.0.0.1:{port}>"
        self._extra = extra
        self._dialogs: dict[str, Dialog] = {}
        self._ringing: queue.Queue[Dialog] = queue.Queue()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Telephone:
        self._socket.bind(("127.0.0.1", self.port))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for dialog in list(self._dialogs.values()):
            if dialog.invite is not None and not dialog.answered.is_set() and not dialog.ended.is_set():
                dialog.refuse()
            dialog.hang_up()
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join(PATIENCE)
        self._socket.close()

    def rings(self) -> Dialog:
        """The next call that rings here."""
        return self._ringing.get(timeout=PATIENCE)

    def dial(self, number: str, caller: str = "") -> Dialog:
        """Begins a call; `caller` is the From, else this telephone."""
        serial = next(_numbers)
        caller = caller or f"<sip:{self.extension}@127.0.0.1>"
        dialog = Dialog(self, f"{_RUN}-{serial}@127.0.0.1", f"{caller};tag=f{serial}",
                        f"<sip:{number}@{EXCHANGE[0]}:{EXCHANGE[1]}>", f"sip:{number}@{EXCHANGE[0]}:{EXCHANGE[1]}",
                        branch=f"z9hG4bK-{_RUN}-{serial}")
        self._dialogs[dialog.call_id] = dialog
        self.request("INVITE", dialog, self.contact, self._extra, number=1, branch=dialog.branch, sdp=True)
        return dialog

    def request(self, method: str, dialog: Dialog, *more: str, number: int = 0, branch: str = "",
                sdp: bool = False) -> None:
        branch = branch or f"z9hG4bK-{_RUN}-{next(_numbers)}"
        self._send([
            f"{method} {dialog.target} SIP/2.0", f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch}",
            f"From: {dialog.local}", f"To: {dialog.remote}", f"Call-ID: {dialog.call_id}",
            f"CSeq: {number or next(dialog.numbers)} {method}", "Max-Forwards: 70", *more,
        ], sdp)

    def reply(self, request: Message, status: str, to: str, *more: str, sdp: bool = False) -> None:
        same = [f"{name}: {value}" for name in ("Via", "Record-Route") for value in request.all(name)]
        self._send([
            f"SIP/2.0 {status}", *same, f"From: {request.get('From')}", f"To: {to}", f"Call-ID: {request.call_id}",
            f"CSeq: {request.get('CSeq')}", *(more or (self.contact,)),
        ], sdp)

    def _send(self, lines: list[str], sdp: bool) -> None:
        body = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                f"m=audio {20200 + self.port % 100 * 2} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n") if sdp else ""
        kind = ["Content-Type: application/sdp"] if sdp else []
        head = "\r\n".join([*lines, *kind, f"Content-Length: {len(body)}"])
        self._socket.sendto(f"{head}\r\n\r\n{body}".encode(), EXCHANGE)

    def _listen(self) -> None:
        while content := self._socket.recv(65536):
            message = cut(content)
            if message.status:
                self._answered(message)
            else:
                self._asked(message)

    def _answered(self, message: Message) -> None:
        dialog = self._dialogs.get(message.call_id)
        if dialog is None or message.status < 200:
            return
        if message.method == "REFER":
            dialog.referred.set()
        if message.method != "INVITE":
            return
        again = dialog.answered.is_set()
        if message.status < 300:
            dialog.remote = message.get("To")
            dialog.target = (re.search(r"<([^>]+)>", message.get("Contact")) or ["", dialog.target])[1]
            self.request("ACK", dialog, number=1)
            dialog.answered.set()
            if dialog.cancelled:  # the answer was on its way already
                dialog.hang_up()
        else:
            remote, dialog.remote = dialog.remote, message.get("To")
            self.request("ACK", dialog, number=1, branch=dialog.branch)
            dialog.remote = remote
            if not again:
                dialog.ended.set()

    def _asked(self, message: Message) -> None:
        dialog = self._dialogs.get(message.call_id)
        if message.method == "INVITE" and dialog is None:
            serial = next(_numbers)
            target = (re.search(r"<([^>]+)>", message.get("Contact")) or ["", ""])[1]
            dialog = Dialog(self, message.call_id, f"{message.get('To')};tag=t{serial}", message.get("From"), target,
                            invite=message)
            self._dialogs[message.call_id] = dialog
            self.reply(message, "180 Ringing", dialog.local)
            self._ringing.put(dialog)
        elif message.method == "INVITE" and dialog:
            again = not tag(message.get("To"))  # else the sound goes another way
            rings = again and not dialog.answered.is_set()
            self.reply(message, "180 Ringing" if rings else "200 OK", dialog.local, sdp=not rings)
        elif message.method != "ACK":
            self.reply(message, "200 OK", dialog.local if dialog else message.get("To"))
            if dialog and message.method in ("BYE", "CANCEL"):
                self._ended(dialog, message.method)

    def _ended(self, dialog: Dialog, method: str) -> None:
        if method == "CANCEL" and dialog.invite is not None and not dialog.answered.is_set():
            self.reply(dialog.invite, "487 Request Terminated", dialog.local)
        dialog.ended.set()
