"""Asterisk's manager interface (TCP 5038, TLS 5039): packets in, call events out. No sockets here.

One call is one Linkedid: transfers, forwarding and pickup stay with it, and so does advice that is asked on a second
line, as soon as the caller is put through. Nothing is read out of the order of events or the names of channels
beyond what Asterisk promises: a packet tells of one or two channels, and those are known by their Uniqueid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from hotline_desk.adapters.telephony.ami import Packet
from hotline_desk.adapters.telephony.channels import DOWN_STATE, Channel, Trunks, dialled
from hotline_desk.adapters.telephony.register import Register
from hotline_desk.adapters.telephony.resuming import listed, resume
from hotline_desk.adapters.telephony.talks import Asked, Leaving, Talk
from hotline_desk.adapters.telephony.teller import Teller
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

CLEAR_AFTER_S = 1.0
"""So long after somebody has left it is clear that the call goes on without him."""
MENU_EVENT = "hotlinedesk"
_RESULTS = 100
_HOLDING = "holding"
_THREE = "Threeway"
_TRANSFERERS = ("Transferer", "OrigTransferer", "SecondTransferer")


class AsteriskTranslator:
    """Translates the packets of one connection. Never raises for anything a packet may hold."""

    def __init__(self, feed: str, plan: NumberPlan, trunks: Trunks) -> None:
        self._teller = Teller(feed, plan)
        self._register = Register(trunks)
        self._undecided: dict[str, None] = {}
        self._rules: dict[str, Callable[[Packet], None]] = {
            "Newchannel": self._plain, "Newstate": self._plain, "NewCallerid": self._caller_id, "Rename": self._rename,
            "NewConnectedLine": self._plain, "NewExten": self._plain, "BridgeEnter": self._bridge_enter,
            "BridgeLeave": self._bridge_leave, "DialBegin": self._dial_begin, "DialState": self._plain,
            "DialEnd": self._dial_end, "Hangup": self._hangup, "QueueCallerJoin": self._queue,
            "QueueCallerAbandon": self._queue, "MusicOnHoldStart": self._goes_on, "UserEvent": self._menu,
            "BlindTransfer": self._transfer, "AttendedTransfer": self._transfer,
            "CoreShowChannel": self._listed, "CoreShowChannelsComplete": self._all_listed,
        }

    @property
    def undecided(self) -> bool:
        """Whether somebody has left and it is not clear yet whether the call goes on."""
        return bool(self._undecided)

    def take(self, packet: Packet, at: datetime) -> Sequence[CallEvent]:
        """The events of a packet received `at` (UTC), in their order."""
        self._teller.begin(at, packet.get("Timestamp", ""))
        self._decide_who_left()
        rule = self._rules.get(packet.get("Event", ""))
        if rule is not None:
            rule(packet)
        return self._teller.events

    def wait(self, at: datetime) -> Sequence[CallEvent]:
        """The events that are clear by `at` (UTC) because nothing else has come."""
        self._teller.begin(at)
        self._decide_who_left()
        return self._teller.events

    def _decide_who_left(self) -> None:
        for call_id in list(self._undecided):
            talk = self._register.found(call_id)
            if talk is None or not talk.left:
                del self._undecided[call_id]
            elif self._teller.at - talk.left[0].at >= timedelta(seconds=CLEAR_AFTER_S):
                self._teller.say_who_left(talk)

    # --- channels and the calls they belong to

    def _plain(self, packet: Packet) -> None:
        self._channel(packet)
        self._channel(packet, "Dest")

    def _channel(self, packet: Packet, prefix: str = "") -> Channel | None:
        """The channel a packet tells of, known or new, and in the call it belongs to now."""
        channel, call_id = self._register.told(packet, prefix)
        if channel is not None and channel.call_id != call_id:
            self._move(channel, call_id)
        return channel

    def _move(self, channel: Channel, call_id: str) -> None:
        """Asterisk counts the channel to another call from now on."""
        before, joined = self._register.talk(channel.call_id), self._register.talk(call_id)
        if before.aside == joined.id:
            self._merge(before, joined)
        elif channel.trunk and joined.direction == calls.IN and before.direction == calls.OUT:
            self._reach(joined, before, channel)
        else:
            self._leave(before, channel)
            channel.call_id = call_id
            joined.take(channel)
        self._meet(channel)

    def _merge(self, other: Talk, talk: Talk) -> None:
        """What was told as two calls is one; the other one is over, or never was one if it stood aside."""
        self._register.merge(other, talk)
        if other.told and not other.aside:
            self._teller.end(other)

    def _rename(self, packet: Packet) -> None:
        name = packet.get("Newname", "")
        if "/" in name and "<" not in name:
            self._register.rename(packet.get("Uniqueid", ""), name)

    # --- what becomes known besides

    def _caller_id(self, packet: Packet) -> None:
        """A number that came late completes what was told of the caller."""
        channel = self._channel(packet)
        talk = self._register.talk_of(channel)
        if talk is not None and channel is talk.root and talk.told and talk.direction == calls.IN:
            self._teller.caller_news(talk)

    def _queue(self, packet: Packet) -> None:
        self._goes_on(packet)
        self._learn(packet, "queue", packet.get("Queue", ""))

    def _menu(self, packet: Packet) -> None:
        """What the caller chose, told by the dial plan: UserEvent(HotlineDesk,Choice: Invoices)."""
        if packet.get("UserEvent", "").casefold() == MENU_EVENT:
            self._learn(packet, "menu", packet.get("Choice", ""))

    def _learn(self, packet: Packet, what: str, value: str) -> None:
        channel = self._channel(packet)
        talk = self._register.talk_of(channel)
        if talk is None or not value or getattr(talk, what) == value:
            return
        setattr(talk, what, value)
        if talk.told:
            self._teller.tell(talk, calls.UPDATED)

    # --- it rings

    def _dial_begin(self, packet: Packet) -> None:
        caller, phone = self._channel(packet), self._channel(packet, "Dest")
        if phone is None or phone.local:
            if caller is None and phone is not None:
                self._register.talk(phone.call_id).originated = True
            return
        talk = self._register.talk(caller.call_id if caller else phone.call_id)
        number = dialled(packet.get("DialString", "")) or phone.exten
        if phone.trunk:
            self._dial_outside(talk, caller, phone, number)
            return
        talk.originated = talk.originated or caller is None or (talk.root is not None and talk.root.local)
        if talk.originated and not talk.own and not talk.direction:
            talk.own_phones.add(phone.uid)
            return
        self._decide(talk, caller, number)
        if talk.direction == calls.INTERNAL and caller is not None and caller.uid in talk.talking:
            del talk.talking[caller.uid]  # who was called dials himself now: somebody has put him through
            talk.passed_on = caller.uid
        self._ring(talk, caller, phone, phone.extension)

    def _decide(self, talk: Talk, caller: Channel | None, number: str) -> None:
        """Which way a call goes whose first phone rings: by the channel it is named after, else by who dials."""
        if talk.direction:
            return
        first = talk.root or caller
        talk.direction = calls.IN if first is not None and first.trunk else calls.INTERNAL
        talk.called = first.exten if first else ""
        if talk.direction == calls.INTERNAL:
            talk.called = talk.called or number
            talk.aside = self._asks_about(talk, first.extension) if first and first.phone else ""

    def _asks_about(self, talk: Talk, extension: str) -> str:
        """The call at which somebody talks who now makes another one in the house: he asks for advice."""
        for other in self._register.talks():
            if other is not talk and other.told and not other.aside and extension in other.talking.values():
                return other.id
        return ""

    def _dial_outside(self, talk: Talk, caller: Channel | None, trunk: Channel, number: str) -> None:
        """A call that goes out; one that came in or is internal is forwarded to somewhere outside."""
        root = talk.root or caller
        if not talk.direction and caller is not None and root is not None and root.trunk:
            talk.direction, talk.called = calls.IN, root.exten
        if talk.direction == calls.OUT and not talk.was_answered:
            return  # the same call by another line
        if talk.direction:
            talk.reached[trunk.uid] = number
            self._ring(talk, caller, trunk, number)
            return
        talk.direction = calls.OUT
        talk.called = number
        talk.own = talk.own or next((c.extension for c in (caller, talk.root) if c and c.phone), "")
        self._teller.tell(talk, calls.RINGING, talk.own)

    def _ring(self, talk: Talk, caller: Channel | None, phone: Channel, extension: str) -> None:
        """Rings, unless somebody who talks asks for advice; then the phone is none of the caller's business yet."""
        advice = caller is not None and not talk.is_other_side(caller) and talk.talks_besides(caller.uid)
        if advice and phone.uid not in talk.ringing and phone.uid not in talk.talking:
            talk.asked.setdefault(phone.uid, Asked(extension))
        else:
            self._teller.ring(talk, phone.uid, extension)

    # --- somebody answers, or does not

    def _dial_end(self, packet: Packet) -> None:
        caller, phone = self._channel(packet), self._channel(packet, "Dest")
        if phone is None or phone.local:
            return
        talk = self._register.talk(caller.call_id if caller else phone.call_id)
        status = packet.get("DialStatus", "").upper()
        if status != "ANSWER":
            asked = talk.asked.pop(phone.uid, None)
            if status and not asked and phone.uid not in talk.own_phones:
                talk.results = [*talk.results, status.casefold()][-_RESULTS:]
            self._teller.stop_ringing(talk, phone.uid, status.casefold())
        elif phone.uid in talk.own_phones:
            talk.own = talk.own or phone.extension
        elif phone.uid in talk.asked:
            talk.asked[phone.uid].answered = True
        else:
            other = self._register.talk_of(phone)
            if other is not None and other is not talk:  # picked up from a phone that did not ring
                self._merge(other, talk)
            self._answered(talk, caller, phone)

    def _answered(self, talk: Talk, caller: Channel | None, phone: Channel) -> None:
        if phone.uid in talk.picked_up:
            return
        talk.picked_up.add(phone.uid)
        self._decide(talk, caller, phone.exten)
        if phone.phone:
            if talk.direction == calls.OUT:
                talk.own = talk.own or phone.extension
            self._teller.answer(talk, phone.uid, phone.extension)
        elif phone.uid in talk.reached:
            self._teller.answer(talk, phone.uid, talk.reached[phone.uid])
        elif talk.own or talk.direction != calls.OUT:
            own = talk.own_phone()
            self._teller.answer(talk, own.uid if own else phone.uid, talk.own)
        # Else the customer was called first; the talk begins when our own phone answers.

    # --- who talks with whom

    def _bridge_enter(self, packet: Packet) -> None:
        channel = self._channel(packet)
        if channel is None:
            return
        held = packet.get("BridgeTechnology", "").startswith(_HOLDING)  # there everybody is alone
        self._register.bridges.enter(channel, "" if held else packet.get("BridgeUniqueid", ""))
        self._goes_on(packet)
        self._meet(channel)

    def _bridge_leave(self, packet: Packet) -> None:
        channel = self._channel(packet)
        if channel is None:
            return
        bridge = packet.get("BridgeUniqueid", "")
        self._register.bridges.leave(channel, bridge)
        for other in self._register.bridges.inside(bridge)[:1]:
            self._meet(other)

    def _goes_on(self, packet: Packet) -> None:
        """A sign of life of a call that somebody has left."""
        channel = self._channel(packet)
        talk = self._register.talk_of(channel)
        if talk is not None and talk.left:
            self._teller.say_who_left(talk)

    def _meet(self, channel: Channel) -> None:
        """Whoever is connected with the caller takes part, however he came there: parked, picked up, put through."""
        if not channel.bridge:
            return
        together = self._register.connected(channel)
        for talk in self._register.talks_of(together):
            if not talk.direction or talk.aside or not any(talk.is_other_side(c) for c in together):
                continue
            for one in together:
                if one.phone and not talk.is_other_side(one) and one.uid not in (*talk.talking, *talk.transferred):
                    self._take_part(talk, one, together)
            if not any(one.phone for one in together):
                self._join_outside(talk, together)

    def _take_part(self, talk: Talk, phone: Channel, together: Sequence[Channel]) -> None:
        other = self._register.talk_of(phone)
        if other is not None and other is not talk:
            if other.told and not other.aside and any(other.is_other_side(c) for c in together):
                return  # two calls in one conference
            self._merge(other, talk)
        if talk.asked.pop(phone.uid, None):
            self._teller.ring(talk, phone.uid, phone.extension)
        self._teller.answer(talk, phone.uid, phone.extension)

    def _join_outside(self, talk: Talk, together: Sequence[Channel]) -> None:
        """A caller who is put through to somebody outside, whom a call of its own had reached."""
        for channel in together if talk.direction == calls.IN else ():
            other = self._register.talk_of(channel)
            if other is not None and other is not talk and other.direction == calls.OUT:
                self._reach(talk, other, channel)

    def _reach(self, talk: Talk, other: Talk, channel: Channel) -> None:
        self._merge(other, talk)
        talk.reached[channel.uid] = other.called
        self._teller.answer(talk, channel.uid, other.called)

    # --- somebody leaves

    def _transfer(self, packet: Packet) -> None:
        """Who put a call through talks no more, even if his telephone takes its time to hang up."""
        if packet.get("Result") != "Success" or packet.get("DestType") == _THREE:
            return
        for role in _TRANSFERERS:
            uid = packet.get(f"{role}Uniqueid", "")
            channel = self._register.channel(uid)
            linked = self._register.name_of(packet.get(f"{role}Linkedid", ""))
            talk = self._register.found(channel.call_id if channel else linked)
            if talk is not None and not talk.aside:
                talk.transferred |= {uid} & talk.channels.keys()
                self._stop_talking(talk, uid)
                self._teller.say_who_left(talk)

    def _hangup(self, packet: Packet) -> None:
        known = self._register.channel(packet.get("Uniqueid", "")) is not None
        channel = self._channel(packet)
        if channel is None:
            return
        talk = self._register.talk(channel.call_id)
        if packet.get("Cause") == "17" and (channel is talk.root or channel.uid in talk.ringing):
            talk.results = [*talk.results, calls.BUSY][-_RESULTS:]
        self._register.forget(channel)
        self._leave(talk, channel, seen=known)

    def _leave(self, talk: Talk, channel: Channel, seen: bool = True) -> None:
        """Takes a channel out of its call; with the last one the call has ended."""
        self._teller.stop_ringing(talk, channel.uid, talk.results[-1] if talk.results else "")
        if len(talk.channels) > 1:
            self._stop_talking(talk, channel.uid)
        talk.drop(channel.uid)
        if not talk.channels:
            self._end(talk, seen)
        elif talk.asked and talk.told and not talk.other_side_is_there:
            self._teller.end(talk)  # only those talk on of whom one asked the other for advice
            talk.over = True

    def _stop_talking(self, talk: Talk, uid: str) -> None:
        """Somebody talks no more; it is told as soon as it is clear that the call goes on without him."""
        extension = talk.talking.pop(uid, None)
        if extension is None or extension in talk.talking.values():
            return
        talk.left.append(Leaving(extension, self._teller.at))
        self._undecided[talk.id] = None
        if talk.talking:
            self._teller.say_who_left(talk)
        else:
            self._put_through(talk)

    def _put_through(self, talk: Talk) -> None:
        """Nobody talks any more but those who were asked for advice: the call is theirs."""
        if not talk.other_side_is_there:
            return
        asked, talk.asked = talk.asked, {}
        for uid, phone in asked.items():
            self._teller.ring(talk, uid, phone.extension)
            if phone.answered:
                self._teller.answer(talk, uid, phone.extension)

    def _end(self, talk: Talk, seen: bool) -> None:
        self._register.end(talk)
        self._undecided.pop(talk.id, None)
        root = talk.root
        if seen and not talk.direction and not talk.originated and root and root.trunk and root.state != DOWN_STATE:
            talk.direction, talk.called = calls.IN, root.exten  # no phone rang, and yet somebody called
        if not talk.over and (talk.told or talk.direction == calls.IN):
            self._teller.end(talk)
        for other in self._register.talks():
            if other.aside == talk.id:
                self._teller.release(other)

    # --- what was there before this connection

    def _listed(self, packet: Packet) -> None:
        channel = self._channel(packet)
        if channel is not None:
            self._register.bridges.enter(channel, listed(channel, packet))

    def _all_listed(self, packet: Packet) -> None:
        """Tells of the calls among them what can still be known: who rings, who talks."""
        for talk in self._register.talks_of(self._register.listed()):
            if not talk.told:
                resume(talk, self._teller, self._register.connected)
