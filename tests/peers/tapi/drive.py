"""Runs the listener for Windows' telephony under Windows' Python, and prints what it told as JSON, one a line.

Its argument is a file of JSON: where to import from, the feed's URL, the calls to be ordered when the script of
the stand-in wishes, and after how many seconds at the latest it is over.
"""

from __future__ import annotations

import ctypes
import json
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path


def main(config: dict) -> None:
    sys.path[:0] = config["paths"]
    from hotline_desk.adapters.telephony.dialling import DialOrder
    from hotline_desk.adapters.telephony.feed import Pace
    from hotline_desk.adapters.telephony.tapi.listener import TapiListener, check_lines
    from hotline_desk.adapters.telephony.trace import Trace
    from hotline_desk.adapters.telephony.urls import parse
    from hotline_desk.core.errors import UserError
    from hotline_desk.core.phone import NumberPlan
    from hotline_desk.core.text import Translator

    english, trace, lock = Translator("en"), Trace(), threading.Lock()

    def tell(kind: str, **values: object) -> None:
        with lock:
            print(json.dumps({"told": kind, **values}, default=str), flush=True)

    if config["layout"]:
        room = ctypes.create_string_buffer(65536)
        ctypes.WinDLL("tapi32").fake_layout(room)
        tell("layout", text=room.value.decode())
    found = TapiListener(
        parse(config["url"]), NumberPlan("DE", "030"), lambda event: tell("event", event=asdict(event)),
        lambda state: tell("state", connected=state.connected, trouble=state.trouble, lines=state.lines,
                           sentence=state.sentence(english)),
        lambda: tell("begin"), pace=Pace(first=0.05, longest=0.2, quiet=10.0), trace=trace)
    if config["check"]:
        try:
            check_lines(parse(config["url"]))
            tell("checked", id="")
        except UserError as trouble:
            tell("checked", id=trouble.id)
    thread = threading.Thread(target=found.run)
    thread.start()
    end = time.monotonic() + config["seconds"]
    orders = list(config["orders"])
    stand_in = ctypes.WinDLL("tapi32") if config["stand_in"] else None
    while time.monotonic() < end and (stand_in is None or orders or not stand_in.fake_done()):
        if stand_in and orders and stand_in.fake_wishes() > len(config["orders"]) - len(orders):
            try:
                found.dial(DialOrder(**orders.pop(0)))
            except UserError as refused:
                tell("refused", id=refused.id, sentence=str(refused))
        time.sleep(0.01)
    tell("over", in_time=time.monotonic() < end, can_dial=found.can_dial)
    began = time.monotonic()
    found.stop()
    thread.join(10)
    tell("stopped", alive=thread.is_alive(), seconds=time.monotonic() - began, trace=trace.text())


main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
