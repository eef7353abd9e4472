"""The dialogue with Asterisk's manager interface: log in, ask what runs already, stay awake, translate, dial."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from hotline_desk.adapters.telephony import ami
from hotline_desk.adapters.telephony.ami import Packet, PacketCutter, action
from hotline_desk.adapters.telephony.asterisk import CLEAR_AFTER_S, AsteriskTranslator
from hotline_desk.adapters.telephony.channels import Trunks
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.originate import Originations
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
PING_EVERY_S = 30.0
_CLASSES = "call,agent,user"
_LOGIN, _CHANNELS = "hotline-desk-login", "hotline-desk-channels"


class AsteriskSession:
    """One connection, from the greeting on. `ready` once Asterisk has accepted the login.

    `trouble` is a key of ERRORS that ends the connection: without a secret, or with a wrong one.
    """

    def __init__(self, address: FeedAddress, plan: NumberPlan, trunks: Trunks, secret: str) -> None:
        self.ready = False
        self.trouble = ""
        self._address = address
        self._secret = secret
        self._packets = PacketCutter()
        self._translator = AsteriskTranslator(address.name, plan, trunks)
        self._originations = Originations(address)
        self._clear_at: float | None = None
        self._asked_login = self._asked_channels = False
        self._next_ping = 0.0

    @property
    def dropped(self) -> int:
        """Lines that were no part of a packet."""
        return self._packets.dropped

    @property
    def secret(self) -> str:
        """What must not be shown of the dialogue."""
        return self._secret

    def decode(self, line: bytes) -> str:
        """The text of a line."""
        return ami.decode(line)

    def hear(self, line: str, at: datetime) -> Sequence[CallEvent]:
        """The events that a line received `at` (UTC) completes."""
        packet = self._packets.feed(line)
        if packet is None:
            return ()
        self._originations.hear(packet)
        if "Event" in packet:
            self.ready = True  # only who has logged in hears of events
        else:
            self._answer(packet)
        return self._translator.take(packet, at)

    @property
    def answers(self) -> bool:
        """That a silent exchange is gone: it answers every ping."""
        return True

    @property
    def next_due(self) -> float | None:
        """When it is clear whether a call goes on that somebody has left; None if nobody has."""
        return self._clear_at

    def due(self, now: float, at: datetime) -> Sequence[CallEvent]:
        """The events that are clear by now because nothing else has come."""
        if self._clear_at is None or now < self._clear_at:
            return ()
        self._clear_at = None
        return self._translator.wait(at)

    def order(self, order: DialOrder) -> None:
        """Asks for a call with the next `say`; from any thread. Raises UserError if it cannot be asked for."""
        self._originations.order(order)

    def refused(self) -> Sequence[UserError]:
        """What came of orders that failed since this was asked before."""
        return self._originations.refused()

    def say(self, now: float) -> bytes:
        """What is to be sent at this moment of the monotonic clock."""
        if self._clear_at is None and self._translator.undecided:
            self._clear_at = now + CLEAR_AFTER_S
        if self._packets.greeted and not self._asked_login and not self.ready:
            self._asked_login = True
            self._next_ping = now + PING_EVERY_S
            return self._login()
        if self.ready and not self._asked_channels:
            self._asked_channels = True
            self._next_ping = now + PING_EVERY_S
            return action("CoreShowChannels", ActionID=_CHANNELS)
        if self.ready and now >= self._next_ping:
            self._next_ping = now + PING_EVERY_S
            return action("Ping")
        return self._originations.say() if self.ready else b""

    def _login(self) -> bytes:
        if not self._secret:
            self.trouble = "feed.secret"
            return b""
        return action("Login", ActionID=_LOGIN, Username=self._address.user, Secret=self._secret, Events=_CLASSES)

    def _answer(self, packet: Packet) -> None:
        response, message = packet.get("Response", ""), packet.get("Message", "")
        to_login = packet.get("ActionID") == _LOGIN or message.casefold().startswith("authentication")
        if not to_login:
            if response == "Error":
                LOGGER.info("%s: refused: %s", self._address.name, message[:200])
        elif response == "Success":
            self.ready = True
        elif response == "Error" and not self.ready:
            self.trouble = "feed.login"
