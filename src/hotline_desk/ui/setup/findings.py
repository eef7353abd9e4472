"""What a test call shows: each fact in words, and where something is missing, why and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hotline_desk.core.phone import UNAVAILABLE, WITHHELD, display
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, INTERNAL, OUT, RINGING, UNKNOWN, CallEvent
from hotline_desk.services.feeds import Known
from hotline_desk.ui.shell.texts import Texts

_GOOD, _OPEN, _WRONG = ("circle-check", "success"), ("clock", "muted"), ("triangle-alert", "warning")
_DIRECTIONS = {IN: N_("incoming"), OUT: N_("outgoing"), INTERNAL: N_("internal"), UNKNOWN: N_("unknown")}
_SILENT_ON_ANSWER = frozenset({"modem", "hipath"})
NUMBER, CALLER, CALLED, DIRECTION, ANSWER, END = "number", "caller", "called", "direction", "answer", "end"
LABELS = {
    NUMBER: N_("Number"), CALLER: N_("Caller"), CALLED: N_("Called"), DIRECTION: N_("Direction"),
    ANSWER: N_("Answered by"), END: N_("End"),
}


@dataclass(frozen=True)
class Finding:
    """One fact: which, in translated words, with a symbol and a colour token."""

    key: str
    text: str
    icon: str
    token: str


@dataclass(frozen=True)
class CallOnTrial:
    """What a line told of one call, piece by piece."""

    kind: str
    events: tuple[CallEvent, ...] = ()

    def with_event(self, event: CallEvent) -> CallOnTrial:
        """The call with one more event; with the first of a further call that one alone."""
        if self.events and event.call_id != self.events[0].call_id and event.kind in (RINGING, ENDED):
            return CallOnTrial(self.kind, (event,))
        return CallOnTrial(self.kind, (*self.events, event))

    @property
    def direction(self) -> str:
        """The last that was told of it."""
        return next((e.direction for e in reversed(self.events) if e.direction != UNKNOWN), UNKNOWN)

    @property
    def raw(self) -> str:
        """The other side's number as it came."""
        return self._last("called_raw" if self.direction == OUT else "caller_raw")

    @property
    def number(self) -> str:
        """The other side's number (E.164), "" for none."""
        return self._last("called_number" if self.direction == OUT else "caller_number")

    @property
    def extension(self) -> str:
        """Who answered, "" if that is not told; an answering machine is nobody."""
        return next((e.extension for e in reversed(self.events)
                     if e.extension and not e.by_machine and e.kind in (ANSWERED, ENDED)), "")

    @property
    def is_over(self) -> bool:
        """Whether its end was told."""
        return any(event.kind == ENDED for event in self.events)

    @property
    def seems_internal(self) -> bool:
        """Whether an exchange took a call from outside for one in the house, or did not know."""
        return bool(self.events) and self.direction in (INTERNAL, UNKNOWN)

    def _last(self, name: str) -> str:
        return next((value for e in reversed(self.events) if (value := str(getattr(e, name) or ""))), "")


def findings(texts: Texts, call: CallOnTrial, callers: Sequence[Known] | None) -> list[Finding]:
    """The facts in the order in which they matter. `callers` is None while they are being looked up."""
    if not call.events:
        return []
    found = [_number(texts, call), _caller(texts, call, callers), _called(texts, call), _direction(texts, call),
             _answer(texts, call), _end(texts, call)]
    return [each for each in found if each is not None]


def _number(texts: Texts, call: CallOnTrial) -> Finding:
    if call.number:
        shown = display(call.number)
        text = shown if call.raw in ("", call.number) else texts.tr("{number}, came as {raw}", number=shown,
                                                                    raw=call.raw)
        return Finding(NUMBER, text, *_GOOD)
    if call.raw and call.events[-1].number_state not in (WITHHELD, UNAVAILABLE):
        return Finding(NUMBER, texts.tr(
            "{raw} is an internal number, or lacks its area code: see country and area code in the settings.",
            raw=call.raw), *_WRONG)
    if call.kind == "modem":
        return Finding(NUMBER, texts.tr(
            "no number came. Caller ids (CLIP) must be booked at the provider, and not be withheld at the telephone."),
            *_WRONG)
    withheld = any(event.number_state == WITHHELD for event in call.events)
    text = N_("withheld. Call once more with your number shown.") if withheld else N_(
        "the exchange tells no number. Ask the provider for caller ids (CLIP).")
    return Finding(NUMBER, texts.tr(text), *_WRONG)


def _caller(texts: Texts, call: CallOnTrial, callers: Sequence[Known] | None) -> Finding | None:
    if not call.number or callers is None:
        return None
    if not callers:
        return Finding(CALLER, texts.tr("not in the addresses yet. One key makes an address of the number."),
                       "circle-help", "accent")
    names = ", ".join(known.name for known in callers)
    if len(callers) > 1:
        return Finding(CALLER, texts.tr("{names}: several have this number, the popup asks which.", names=names),
                       *_GOOD)
    return Finding(CALLER, names, *_GOOD)


def _called(texts: Texts, call: CallOnTrial) -> Finding | None:
    if call.direction == OUT:
        return None
    event = next((e for e in reversed(call.events) if e.called_number or e.called_raw or e.queue), None)
    if event is None:
        return None
    told = [display(event.called_number) if event.called_number else event.called_raw,
            texts.tr("queue {queue}", queue=event.queue) if event.queue else ""]
    return Finding(CALLED, ", ".join(filter(None, told)), *_GOOD)


def _direction(texts: Texts, call: CallOnTrial) -> Finding:
    word = texts.tr(_DIRECTIONS[call.direction])
    if call.kind == "asterisk" and call.seems_internal:
        return Finding(DIRECTION, texts.tr(
            "{direction}. If you called from outside, the trunk is not known yet.", direction=word), *_WRONG)
    return Finding(DIRECTION, word, *(_GOOD if call.direction != UNKNOWN else _WRONG))


def _answer(texts: Texts, call: CallOnTrial) -> Finding:
    if call.extension:
        return Finding(ANSWER, texts.tr("extension {extension}", extension=call.extension), *_GOOD)
    if any(event.by_machine for event in call.events):
        return Finding(ANSWER, texts.tr("the answering machine. Call again and answer yourself."), *_OPEN)
    if call.kind in _SILENT_ON_ANSWER:
        return Finding(ANSWER, texts.tr("this kind of line doesn't tell. Take the call at the desk with F2."),
                       "info", "muted")
    if any(event.kind == ANSWERED for event in call.events):
        return Finding(ANSWER, texts.tr("somebody; the line doesn't say who"), "info", "muted")
    if call.is_over:
        return Finding(ANSWER, texts.tr("nobody. Call again and answer, to see your extension."), *_OPEN)
    return Finding(ANSWER, texts.tr("now answer the call at your telephone"), *_OPEN)


def _end(texts: Texts, call: CallOnTrial) -> Finding:
    if not call.is_over:
        return Finding(END, texts.tr("then hang up"), *_OPEN)
    seconds = next((e.duration_s for e in reversed(call.events) if e.duration_s is not None), None)
    text = texts.tr("told") if seconds is None else texts.trn("told, {n} second of talk", "told, {n} seconds of talk",
                                                              seconds)
    return Finding(END, text, *_GOOD)
