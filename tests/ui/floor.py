"""How long a thread without any work has to wait on this machine just now; ends with its stdin.

A desk cannot beat this: what it is measured by on a machine that does other things at the same time.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QSocketNotifier

from hotline_desk.ui.shell.heartbeat import Heartbeat


def main() -> int:
    app = QCoreApplication([])
    beat = Heartbeat()
    over = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    over.activated.connect(app.quit)
    beat.start()
    app.exec()
    print(beat.stop(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
