"""Encryption of a connection that must be wakeable: the handshake and the reading never block."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import time

from hotline_desk.adapters.telephony.wire import Waker


class Untrusted(OSError):
    """It is not proven who is at the other side; the argument says why."""


def secured(sock: socket.socket, host: str, ca: str, timeout: float, waker: Waker) -> ssl.SSLSocket | None:
    """The connection encrypted and its certificate checked against the host; None if woken meanwhile.

    `ca` is a file with the certificate to trust, "" for those the system trusts. Closes the socket when it
    fails. Raises Untrusted for a wrong certificate, OSError for all else.
    """
    with contextlib.ExitStack() as closing:
        closing.callback(sock.close)
        try:
            context = ssl.create_default_context(cafile=ca or None)
        except OSError as trouble:
            raise Untrusted(f"{ca}: {trouble}") from trouble
        wrapped = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        closing.callback(wrapped.close)
        try:
            if not _shaken(wrapped, time.monotonic() + timeout, waker):
                return None
        except ssl.SSLCertVerificationError as trouble:
            raise Untrusted(trouble.verify_message) from trouble
        closing.pop_all()
        return wrapped


def _shaken(sock: ssl.SSLSocket, end: float, waker: Waker) -> bool:
    while not waker.woken.is_set():
        try:
            sock.do_handshake()
        except ssl.SSLWantReadError:
            wanted = selectors.EVENT_READ
        except ssl.SSLWantWriteError:
            wanted = selectors.EVENT_WRITE
        else:
            return True
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError("no encryption in time")
        waker.ready(sock, wanted, left)
    return False
