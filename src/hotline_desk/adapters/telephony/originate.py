"""Calls that Asterisk is asked to make: first it lets the own telephone ring, then it calls the number."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from hotline_desk.adapters.telephony.ami import Packet, action
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.core.errors import UserError

USUAL_PHONE, USUAL_CONTEXT = "PJSIP/{extension}", "from-internal"
RINGS_S = 30
_REF = re.compile(r"[\w.-]{1,60}")
_NUMBER = re.compile(r"\+?[0-9*#]{1,40}")
_EXTENSION = re.compile(r"[\w.+-]{1,40}")
_NOT_WRITTEN = re.compile(r"[\s/().-]")
_MOST_ASKED = 100


class Originations:
    """Orders of one connection until Asterisk has said what came of them. `order` may be called from any thread.

    The feed's option `phone` is the channel that rings, such as `SIP/{extension}`; `dial_context` is where in the
    dial plan the number is called.
    """

    def __init__(self, address: FeedAddress) -> None:
        self._name = address.name
        self._phone = address.option("phone") or USUAL_PHONE
        self._context = address.option("dial_context") or USUAL_CONTEXT
        self._waiting: deque[DialOrder] = deque()
        self._asked: dict[str, DialOrder] = {}
        self._rang: set[str] = set()  # telephones that could be reached
        self._refused: list[UserError] = []

    def order(self, order: DialOrder) -> None:
        """Keeps an order for the next `say`. Raises UserError if it cannot be asked for."""
        number = _NOT_WRITTEN.sub("", order.number)
        if not _NUMBER.fullmatch(number):
            raise UserError("dial.number", number=order.number)
        if not _EXTENSION.fullmatch(order.extension):
            raise UserError("dial.phone")
        if not _REF.fullmatch(order.ref):
            raise UserError("dial.impossible", name=self._name)
        self._waiting.append(DialOrder(order.ref, number, order.extension))

    def say(self) -> bytes:
        """The actions for the orders that wait. The reference is the name of the call from its first event on."""
        said = b""
        while self._waiting:
            order = self._waiting.popleft()
            self._asked[order.ref] = order
            if len(self._asked) > _MOST_ASKED:
                self._forget(next(iter(self._asked)))
            said += action(
                "Originate", ActionID=order.ref, Channel=self._phone.replace("{extension}", order.extension),
                Context=self._context, Exten=order.number, Priority="1", Async="true", ChannelId=order.ref,
                Timeout=str(RINGS_S * 1000))
        return said

    def hear(self, packet: Packet) -> None:
        """Takes notice of what a packet says about an order."""
        if packet.get("Event") == "Newstate" and packet.get("Uniqueid") in self._asked:
            self._rang.add(packet["Uniqueid"])
            return
        order = self._asked.get(packet.get("ActionID", ""))
        if order is None:
            return
        if packet.get("Event") == "OriginateResponse":
            self._over(order, packet)
        elif packet.get("Response") == "Error":
            self._forget(order.ref)
            self._refused.append(UserError("dial.refused", name=self._name, reason=packet.get("Message", "")[:200]))

    def _over(self, order: DialOrder, packet: Packet) -> None:
        rang = order.ref in self._rang
        self._forget(order.ref)
        if packet.get("Response") != "Failure":
            return
        if rang:
            self._refused.append(UserError("dial.not_taken", extension=order.extension, number=order.number))
        else:
            self._refused.append(UserError("dial.unreachable", extension=order.extension))

    def _forget(self, ref: str) -> None:
        self._asked.pop(ref, None)
        self._rang.discard(ref)

    def refused(self) -> Sequence[UserError]:
        """What came of orders that failed since this was asked before."""
        found, self._refused = self._refused, []
        return found
