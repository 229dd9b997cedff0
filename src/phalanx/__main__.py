"""`python -m phalanx` is the command `phalanx`."""

from phalanx.surfaces.cli import main

main()
