"""What a person at the keyboard does and sees: real keys into a real desk, no pointer."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hotline_desk.core.clock import SystemClock
from hotline_desk.demo.company import COMPANY, LOGIN, NAME, fill
from hotline_desk.demo.screen import Screen
from hotline_desk.services.access import found_company, open_context, write_setting
from hotline_desk.services.context import Context
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store, open_store
from tests.acceptance.nursery import ROOT, Child, Nursery

PATIENCE = 20.0
LOOK_EVERY = 0.05


class Driven:
    """A desk in a process of its own, with eyes (`look`) and fingers (`keys`, `type`)."""

    def __init__(self, screen: Screen, folder: Path, *arguments: str, language: str = "C.UTF-8",
                 nursery: Nursery | None = None) -> None:
        self.screen, self.folder = screen, folder
        self.pressed: list[str] = []
        self.process: subprocess.Popen[bytes] | Child
        environment = {**screen.environment, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
                       "LANG": language, "LC_ALL": language, "HOME": str(folder.parent)}
        self.errors = folder.parent / f"{folder.name}.stderr"
        with self.errors.open("ab") as errors:
            if nursery is not None:
                self.process = nursery.start(["--data", str(folder), *arguments], environment, errors.fileno())
                return
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.acceptance.observed", "--data", str(folder), *arguments],
                env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

    # --- eyes -----------------------------------------------------------------------------------------

    def look(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """What is on the screen now."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"look\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        assert ready, "the desk does not answer"
        line = self.process.stdout.readline()
        assert line, f"the desk has ended: {self.errors.read_text(encoding='utf-8')[-3000:]}"
        seen: dict[str, Any] = json.loads(line)
        return seen

    def until(self, true: Callable[[dict[str, Any]], object], seconds: float = PATIENCE) -> dict[str, Any]:
        """Looks until it is true and returns what was seen then."""
        end = time.monotonic() + seconds
        while True:
            seen = self.look()
            if true(seen):
                return seen
            assert time.monotonic() < end, f"did not come about; seen: {_short(seen)}"
            time.sleep(LOOK_EVERY)

    def front(self, kind: str, **more: str) -> dict[str, Any]:
        """Waits for a frame of this kind in front; `uid`, `title` must fit as far as given."""
        return self.until(lambda seen: seen.get("front") and seen["front"]["kind"] == kind and all(
            value in (seen["front"][key] or "") for key, value in more.items()))

    def cursor(self, name: str) -> dict[str, Any]:
        """Waits for the cursor in the field of this name."""
        return self.until(lambda seen: seen["focus"]["name"] == name)

    def stored(self, true: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Waits until the store bears it out."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"was not stored; seen: {_short(self.look())}"
            time.sleep(LOOK_EVERY)

    def tab_to(self, name: str, key: str = "Tab", most: int = 25) -> dict[str, Any]:
        """Presses Tab (or another key) until the cursor stands in the field of this name."""
        for _press in range(most):
            before = self.look()["focus"]
            if before["name"] == name:
                return before
            self.keys(key)
            self.until(lambda seen, before=before: seen["focus"] != before)  # type: ignore[misc]
        raise AssertionError(f"no way to {name}")

    def panel(self, name: str) -> dict[str, Any]:
        """Waits for a panel of this name; "" for none."""
        return self.until(lambda seen: seen.get("front") and seen["front"]["panel"] == name)

    def quiet(self) -> str:
        """What the desk complained about: on stderr, or as a warning or worse in its log."""
        logs = "\n".join(path.read_text(encoding="utf-8") for path in sorted((self.folder / "log").glob("*.log")))
        return self.errors.read_text(encoding="utf-8") + "\n".join(
            line for line in logs.splitlines() if any(word in line for word in ("ERROR", "WARNING", "Traceback")))

    # --- fingers --------------------------------------------------------------------------------------

    def keys(self, *names: str) -> None:
        """Presses keys one after the other; they are written down in `pressed`, texts are not."""
        self.pressed += names
        self.screen.keys(*names)

    def type(self, text: str) -> None:
        """Types a text."""
        self.screen.type(text)

    def pointer(self) -> str:
        """Where the mouse is."""
        told = subprocess.run(["xdotool", "getmouselocation"], env=self.screen.environment, check=True,
                              capture_output=True, text=True).stdout
        return " ".join(told.split()[:2])

    # --- ending ---------------------------------------------------------------------------------------

    def quit(self) -> int:
        """Ctrl+Q; returns the exit code."""
        self.keys("ctrl+q")
        return self.over()

    def over(self) -> int:
        """Waits for the end."""
        code = self.process.wait(PATIENCE)
        self._shut()
        return code

    def kill(self) -> None:
        """SIGKILL, as when the power fails."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self._shut()

    def end(self) -> None:
        """Ends it if it has not ended."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._shut()

    def _shut(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def _short(seen: dict[str, Any]) -> str:
    told = {key: value for key, value in seen.items() if key not in ("actions", "menus", "tools")}
    return json.dumps(told, ensure_ascii=False)[:3000]


@contextmanager
def company(folder: Path, login: str | None = LOGIN) -> Iterator[Context]:
    """The company in this folder, beside the desk that works in it; without `login` as its only user."""
    with closing(open_store(database_url(folder, None))) as store, closing(Local(folder)) as local:
        yield open_context(store, local, login)


def make_company(folder: Path, feed: str, customers: int = 4, calls_each: int = 3) -> list[str]:
    """A small sample company that listens to this feed; returns numbers that its customers call from."""
    with closing(create_store(database_url(folder, None))) as store, closing(Local(folder)) as local:
        found_company(store, COMPANY, LOGIN, NAME, SystemClock())
        numbers = fill(open_context(store, local), customers, calls_each).numbers
        ctx = open_context(store, local)
        write_setting(ctx, "feeds", [{"url": feed}])
        write_setting(ctx, "company.sample", False)
    return [number.replace(" ", "") for number in numbers]
