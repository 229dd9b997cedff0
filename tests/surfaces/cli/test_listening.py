"""`phalanx ask` on a long question: its progress on a screen, and Ctrl-C."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from phalanx.question import tell, telling
from phalanx.surfaces.cli.listening import listened

SLOW = """
from phalanx.analyses import CATALOGUE
from phalanx.question import Parameters, Question, tell
from phalanx.answer import Answer, Finding
from phalanx.surfaces.cli import main, output
from pathlib import Path
import sys, time

output.PATIENCE_S = 0.0

def answer(world, parameters):
    done = 0
    while tell(done, 400, "counting slowly") or "--stubborn" in sys.argv:
        done += 1
        Path(__file__).with_suffix(".begun").touch()
        if done == 400:
            break
        time.sleep(0.02)
    found = Finding("done", done, "counts", f"Counted to {done} of 400.")
    return Answer("slow", "Slow?", parameters.said(), world.stamp, findings=(found,), tables={}, charts=(), notes=())

QUESTION = Question("slow", "Slow?", "Counts.", Parameters, answer)
CATALOGUE["slow"] = __name__
main([word for word in sys.argv[1:] if word != "--stubborn"])
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "slow.py"
    path.write_text(SLOW)
    return path


def test_nobody_listens_unless_somebody_does() -> None:
    assert tell(1, 2, "counting")
    heard: list[tuple[int, int, str]] = []
    with telling(lambda *told: not heard.append(told)):  # type: ignore[func-returns-value]
        assert tell(1, 2, "counting")
        with telling(lambda done, of, words: False):
            assert not tell(2, 2, "inside")
        assert tell(2, 2, "counting")
    assert tell(3, 2, "unheard")
    assert heard == [(1, 2, "counting"), (2, 2, "counting")]


def test_the_first_interruption_stops_and_the_second_ends(capfd: pytest.CaptureFixture[str]) -> None:
    with listened("counting"):
        assert tell(1, 10, "counting")
        os.kill(os.getpid(), signal.SIGINT)
        assert not tell(2, 10, "counting")
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert "Stopping with what there is" in capfd.readouterr().err


def test_who_has_told_nothing_is_ended_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), listened("counting"):
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_listens_without_interruptions() -> None:
    found: list[bool] = []

    def ask() -> None:
        with listened("counting"):
            found.append(tell(1, 1, "counting"))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [True]


def test_a_pipe_sees_no_bar_and_gets_the_part(script: Path, registry: Path) -> None:
    arguments = [sys.executable, str(script), "--registry", str(registry), "ask", "slow", "--format", "json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asked:
        while not script.with_suffix(".begun").exists() and asked.poll() is None:
            time.sleep(0.05)
        asked.send_signal(signal.SIGINT)
        out, err = asked.communicate(timeout=20)
    assert asked.returncode == 0, err
    assert '"Counted to ' in out
    assert '"Counted to 400 of 400' not in out
    assert err.strip() == "Stopping with what there is; Ctrl-C once more ends at once."


def test_a_screen_sees_the_bar_and_twice_ends(script: Path, registry: Path) -> None:
    seen = "".join(
        _on_a_screen([sys.executable, str(script), "--registry", str(registry), "ask", "slow", "--stubborn"])
    )
    assert "counting slowly" in seen
    assert "/400" in seen
    assert "Stopping with what there is" in seen
    assert "Counted to" not in seen


def _on_a_screen(arguments: list[str]) -> Iterator[str]:
    """Run a command on a terminal of its own, press Ctrl-C twice once it shows a bar, and give what was shown."""
    mine, its = pty.openpty()
    with subprocess.Popen(arguments, stdin=its, stdout=its, stderr=its, start_new_session=True) as asked:
        os.close(its)
        shown, pressed, until = "", 0, time.monotonic() + 30
        while asked.poll() is None and time.monotonic() < until:
            if select.select([mine], [], [], 0.1)[0]:
                try:
                    part = os.read(mine, 65536).decode(errors="replace")
                except OSError:
                    break  # the command has ended, and its terminal with it
                shown += part
                yield part
            if pressed < 2 and "/400" in shown and (pressed == 0 or "Stopping" in shown):
                asked.send_signal(signal.SIGINT)
                pressed += 1
        assert asked.wait(timeout=20) == 130
    os.close(mine)
