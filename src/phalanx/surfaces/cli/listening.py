"""Listening to a long question: how far it is, on the screen, and Ctrl-C, which stops it with what there is.

The first Ctrl-C asks a question that tells its progress to stop and answer; the second ends the command. A question that
has not told anything yet cannot answer with a part, and the first Ctrl-C ends the command.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from phalanx.surfaces.cli.output import steps


@contextmanager
def listened(words: str) -> Iterator[None]:
    """What is asked within shows its progress, and can be stopped."""
    from phalanx.question import telling

    with steps(words) as show, _interruptions() as hearing:

        def listen(done: int, of: int, doing: str) -> bool:
            show(done, of, doing)
            hearing.told = True
            return not hearing.stopped

        with telling(listen):
            yield


class _Hearing:
    """What has been heard so far: progress, and Ctrl-C."""

    told = False
    stopped = False

    def interrupted(self, number: int, frame: FrameType | None) -> None:
        """Take note of the first Ctrl-C where that helps; otherwise end."""
        if not self.told or self.stopped:
            raise KeyboardInterrupt
        self.stopped = True
        sys.stderr.write("\nStopping with what there is; Ctrl-C once more ends at once.\n")


@contextmanager
def _interruptions() -> Iterator[_Hearing]:
    """Hear Ctrl-C instead of ending at once. Signals reach the main thread only, so elsewhere nothing changes."""
    hearing = _Hearing()
    if threading.current_thread() is not threading.main_thread():
        yield hearing
        return
    before = signal.signal(signal.SIGINT, hearing.interrupted)
    try:
        yield hearing
    finally:
        signal.signal(signal.SIGINT, before)
