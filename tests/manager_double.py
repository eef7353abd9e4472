"""The manager interface of an Asterisk, played by a test over real sockets."""

from __future__ import annotations

import socket
import ssl

from hotline_desk.adapters.telephony.ami import PacketCutter

PATIENCE = 10.0
BANNER = b"Asterisk Call Manager/11.0.0\r\n"
ACCEPTED = b"Response: Success\r\nActionID: hotline-desk-login\r\nMessage: Authentication accepted\r\n\r\n"
REFUSED = b"Response: Error\r\nActionID: hotline-desk-login\r\nMessage: Authentication failed\r\n\r\n"
NOTHING_RUNS = b"Response: Success\r\nEventList: start\r\n\r\nEvent: CoreShowChannelsComplete\r\nListItems: 0\r\n\r\n"


class Exchange:
    """The other side, driven by the test."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(PATIENCE)
        self.port = self.server.getsockname()[1]
        self.context = context
        self.sockets = [self.server]

    def accept(self) -> socket.socket:
        sock, _ = self.server.accept()
        sock.settimeout(PATIENCE)
        if self.context:
            sock = self.context.wrap_socket(sock, server_side=True)
        self.sockets.append(sock)
        return sock

    def heard(self, sock: socket.socket) -> dict[str, str]:
        """The next action that was sent to us."""
        cutter = PacketCutter()
        line = b""
        while True:
            byte = sock.recv(1)
            assert byte, "hung up"
            line += byte
            if byte == b"\n":
                packet = cutter.feed(line.decode())
                line = b""
                if packet:
                    return packet

    def let_in(self) -> socket.socket:
        """A connection that has logged in and knows what runs."""
        sock = self.accept()
        sock.sendall(BANNER)
        self.heard(sock)
        sock.sendall(ACCEPTED)
        assert self.heard(sock)["Action"] == "CoreShowChannels"
        return sock
