"""The solver as every analysis uses it."""

import pytest

from phalanx.solver import Quiet


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    quiet = Quiet()
    quiet.run()
    assert capfd.readouterr() == ("", "")
