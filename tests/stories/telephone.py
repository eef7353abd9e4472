"""A telephone that stories can let ring."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.calls.record import record
from hotline_desk.services.context import Context

MUSTER = "+493012345670"
MUSTER_MOBILE = "+491711234567"
STRANGER = "+498955501230"


@dataclass
class PhoneCall:
    """One call, from the first ring to the hang-up; every step happens at the time of the desk's clock."""

    ctx: Context
    call_id: str
    values: dict[str, Any]
    uid: str = ""

    def tell(self, kind: str, **values: Any) -> PhoneCall:
        """One event of this call."""
        event = CallEvent("fritzbox://box", self.call_id, kind, self.ctx.clock.now(), **{**self.values, **values})
        self.uid = record(self.ctx, event).call_uid or self.uid
        return self

    def answer(self, extension: str = "") -> PhoneCall:
        """Somebody lifts the receiver, at this extension if one is named."""
        return self.tell("answered", extension=extension)

    def hang_up(self) -> PhoneCall:
        """The call is over, answered or not."""
        return self.tell("ended")


@dataclass
class Telephone:
    """The line of a company; hands every event to the journal."""

    ctx: Context
    calls: list[PhoneCall] = field(default_factory=list)

    def ring(self, number: str | None = MUSTER, **values: Any) -> PhoneCall:
        """Somebody calls; without a number it is withheld."""
        given = {"direction": "in", "caller_number": number, "caller_raw": number or "",
                 "number_state": "known" if number else "withheld", **values}
        call = PhoneCall(self.ctx, f"call-{len(self.calls) + 1}", given)
        self.calls.append(call)
        return call.tell("ringing")

    def dial(self, number: str, **values: Any) -> PhoneCall:
        """Somebody in the house calls out."""
        given = {"direction": "out", "called_number": number, "number_state": "known", **values}
        call = PhoneCall(self.ctx, f"call-{len(self.calls) + 1}", given)
        self.calls.append(call)
        return call.tell("ringing")
