"""A sender of calls over real HTTP, and a port that is free."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import quote, urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def free_port() -> int:
    """A port at the loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@dataclass(frozen=True)
class Said:
    """What the server answered."""

    status: int
    content_type: str
    body: bytes
    retry_after: str


@dataclass(frozen=True)
class Sender:
    """A telephone system that knows the port and, maybe, the token."""

    port: int
    token: str = ""
    context: ssl.SSLContext | None = None

    @property
    def path(self) -> str:
        return "/hotline" + (f"/{quote(self.token, safe='')}" if self.token else "")

    def request(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> Said:
        """One request on a connection of its own."""
        if self.context:
            line: http.client.HTTPConnection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=20, context=self.context)
        else:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body, {key.replace("_", "-"): value for key, value in headers.items()})
            reply = line.getresponse()
            return Said(reply.status, reply.headers.get("Content-Type", ""), reply.read(),
                        reply.headers.get("Retry-After", ""))
        finally:
            line.close()

    def form(self, **fields: str) -> Said:
        """A form; `of` stands for `from`."""
        named = {"from" if key == "of" else key: value for key, value in fields.items()}
        return self.request("POST", self.path, urlencode(named), **FORM)

    def get(self, query: str) -> Said:
        return self.request("GET", f"{self.path}?{query}")
