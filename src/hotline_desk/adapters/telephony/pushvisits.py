"""One HTTP request from the socket to the reply, from senders that may be slow, wrong or hostile."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from hotline_desk.adapters.telephony.push import MOST_BYTES, Reply, Request

LOGGER = logging.getLogger(__name__)
READING_S = 8.0
"""Seconds that a sender has for its whole request, the encryption included."""
_WRITING_S, _DRAINING_S = 5.0, 0.5
_RETRY_S = 5


class Visit(BaseHTTPRequestHandler):
    """Reads one request, has it answered, and hangs up. `read` is called when the request is complete."""

    protocol_version = "HTTP/1.1"
    server_version = "HotlineDesk"
    sys_version = ""
    raw_requestline: bytes

    def __init__(
        self, conn: socket.socket, peer: str, scheme: str, end: float,
        answer: Callable[[Request], Reply], read: Callable[[], object],
    ) -> None:
        self._end, self._answer, self._read, self._scheme = end, answer, read, scheme
        nobody: Any = None  # the server that the class knows of is not ours, and it has no use for it
        super().__init__(conn, (peer, 0), nobody)

    def setup(self) -> None:
        """Reads with an end in sight, however slowly a sender drips."""
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_Hurried(self.connection, self._end))

    def parse_request(self) -> bool:
        """Telephones put names with spaces into their URLs as they are."""
        parts = self.raw_requestline.split(b" ")
        if len(parts) > 3:
            self.raw_requestline = b" ".join((parts[0], b"%20".join(parts[1:-1]), parts[-1]))
        return super().parse_request()

    def do_GET(self) -> None:
        """A telephone, or somebody who looks whether the address is right."""
        self._heard(b"")

    def do_POST(self) -> None:
        """A telephone system. Only a body whose length is told and bearable is read."""
        length = self.headers.get_all("Content-Length") or []
        if self.headers.get("Transfer-Encoding") or not length:
            self._say(Reply(411))
        elif len(length) > 1 or not (length[0].strip().isascii() and length[0].strip().isdigit()):
            self._say(Reply(400))
        elif len(length[0]) > len(str(MOST_BYTES)) + 1 or int(length[0]) > MOST_BYTES:
            self._say(Reply(413))
        else:
            body = self.rfile.read(int(length[0]))
            if len(body) == int(length[0]):
                self._heard(body)
            else:
                self._say(Reply(400))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no HTTP is answered without repeating it."""
        self._say(Reply(code))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: paths hold the secret, and the feed logs what matters."""

    def _heard(self, body: bytes) -> None:
        self._read()
        headers = {name.lower(): value for name, value in self.headers.items()}
        peer = str(self.client_address[0])
        self._say(self._answer(Request(self.command, self.path, headers, body, peer, self._scheme)))

    def _say(self, reply: Reply) -> None:
        self.close_connection = True
        self.connection.settimeout(_WRITING_S)
        self.send_response(reply.status)
        if reply.status == 503:
            self.send_header("Retry-After", str(_RETRY_S))
        if reply.status == 405:
            self.send_header("Allow", "GET, POST")
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)
        if reply.status >= 400:
            self._drain()

    def _drain(self) -> None:
        """Closed with something unread, a connection is reset, and the sender may never see the reply."""
        end = time.monotonic() + _DRAINING_S
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while (left := end - time.monotonic()) > 0:
                self.connection.settimeout(left)
                if not self.connection.recv(MOST_BYTES):
                    return


class _Hurried(io.RawIOBase):
    """Reads a socket until a moment of the monotonic clock."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        super().__init__()
        self._sock, self._end = sock, end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the request took too long")
        self._sock.settimeout(left)
        return self._sock.recv_into(buffer)
