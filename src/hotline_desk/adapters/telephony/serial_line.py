"""A serial port that looks like a connection, so that it is waited for like one on every system.

A thread moves bytes between the port and a pair of sockets. When the device goes away the pair is closed, as by a
peer that hangs up; when the pair is closed the port is let go.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import selectors
import socket
import threading

import serial
from serial.tools import list_ports

from hotline_desk.adapters.telephony.trouble import LineTrouble
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.adapters.telephony.wire import Waker

try:
    import grp
    import termios
except ImportError:  # Windows
    _TROUBLES: tuple[type[Exception], ...] = (OSError, ValueError)
    _WINDOWS = True
else:
    _TROUBLES = (OSError, ValueError, termios.error)
    _WINDOWS = False

LOGGER = logging.getLogger(__name__)
_OPENED = b"\x06"
_CHUNK = 4096
_LISTEN_S = 0.5
_WRITE_S = 2.0
_FORM = re.compile(r"([5-8])([NEOMS])([12])", re.IGNORECASE)
_GONE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO})
_IN_USE = frozenset({errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK})


def open_port(address: FeedAddress, timeout: float, waker: Waker) -> socket.socket | None:
    """A connection to the serial device of this address; None if woken meanwhile. Raises LineTrouble."""
    rate, form = _setting(address)
    near, far = socket.socketpair()
    troubles: list[Exception] = []
    threading.Thread(
        target=_carry, args=(address.path, rate, form, far, troubles), name=f"port {address.path}", daemon=True,
    ).start()
    with contextlib.ExitStack() as closing:
        closing.callback(near.close)
        if not waker.ready(near, selectors.EVENT_READ, timeout):
            if waker.woken.is_set():
                return None
            raise LineTrouble("feed.serial_failed", "no answer in time", place=address.path)
        if near.recv(1) != _OPENED:
            raise _in_words(address.path, troubles[0])
        near.setblocking(False)
        closing.pop_all()
    return near


def serial_ports() -> list[tuple[str, str]]:
    """The serial ports of this computer now: each device and what the system calls it, "" if it does not know."""
    known = {"", "n/a"}
    found = [(port.device, "" if port.description in known else port.description) for port in list_ports.comports()]
    return sorted(found, key=lambda each: [int(part) if part.isdigit() else part for part in _parts(each[0])])


def _parts(device: str) -> list[str]:
    """Letters and digits apart, letters first, so that COM10 follows COM9."""
    return re.split(r"(\d+)", device)


def _setting(address: FeedAddress) -> tuple[int, tuple[int, str, float]]:
    """Speed and form of the line: `baud=9600`, `bits=7E1`. Raises LineTrouble for nonsense."""
    usual = "115200" if address.kind == "modem" else "9600"
    baud, bits = address.option("baud", usual), address.option("bits", "8N1")
    form = _FORM.fullmatch(bits)
    if not baud.isascii() or not baud.isdigit() or not 50 <= int(baud) <= 4_000_000:
        raise LineTrouble("feed.serial_failed", f"baud={baud}", place=address.path)
    if form is None:
        raise LineTrouble("feed.serial_failed", f"bits={bits}", place=address.path)
    return int(baud), (int(form[1]), form[2].upper(), float(form[3]))


def _carry(
    device: str, rate: int, form: tuple[int, str, float], far: socket.socket, troubles: list[Exception]
) -> None:
    """Opens the port and moves bytes until the device or the other socket is gone."""
    with far:
        try:
            # Elsewhere a port is for one program anyway; here it must be asked for.
            port = serial.Serial(device, rate, *form, timeout=_LISTEN_S, write_timeout=_WRITE_S,
                                 exclusive=None if _WINDOWS else True)
        except _TROUBLES as trouble:
            troubles.append(trouble)
            return
        with port:
            _Pump(port, far).run()


class _Pump:
    """Moves bytes both ways: this thread from the port, another one to it."""

    def __init__(self, port: serial.Serial, far: socket.socket) -> None:
        self._port = port
        self._far = far
        self._over = threading.Event()

    def run(self) -> None:
        talker = threading.Thread(target=self._to_port, name=f"to {self._port.port}", daemon=True)
        try:
            self._far.sendall(_OPENED)
            talker.start()
            while not self._over.is_set():
                chunk = self._port.read(1)
                if chunk:
                    self._far.sendall(chunk + self._port.read(min(self._port.in_waiting, _CHUNK)))
        except _TROUBLES as trouble:
            LOGGER.info("%s: %s", self._port.port, trouble)
        finally:
            self._over.set()
            with contextlib.suppress(OSError):
                self._far.shutdown(socket.SHUT_RDWR)
            if talker.ident is not None:
                talker.join()

    def _to_port(self) -> None:
        try:
            while chunk := self._far.recv(_CHUNK):
                self._port.write(chunk)
        except _TROUBLES as trouble:
            LOGGER.info("%s: %s", self._port.port, trouble)
        finally:
            self._over.set()
            with contextlib.suppress(*_TROUBLES):
                self._port.cancel_read()


def _in_words(device: str, trouble: Exception) -> LineTrouble:
    """What keeps a port from being opened; Windows tells it in the text alone."""
    number = trouble.errno if isinstance(trouble, OSError) else None
    text = str(trouble)
    if number in _IN_USE or (_WINDOWS and "PermissionError" in text):
        return LineTrouble("feed.serial_busy", text, place=device)
    if number in _GONE or (_WINDOWS and "FileNotFoundError" in text):
        return LineTrouble("feed.serial_missing", text, place=device)
    if number in (errno.EACCES, errno.EPERM):
        return LineTrouble("feed.serial_forbidden", text, place=device, group=_group_of(device))
    return LineTrouble("feed.serial_failed", text, place=device)


def _group_of(device: str) -> str:
    """Whose members may use the device."""
    try:
        name = "" if _WINDOWS else grp.getgrgid(os.stat(device).st_gid).gr_name
    except (OSError, KeyError):
        name = ""
    return name if name not in ("", "root") else "dialout"
