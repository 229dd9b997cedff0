"""`phalanx` with a few questions only, which are published in a moment: `python few_questions.py --registry … publish …`.

They are those that its views ask, and one that only the list of questions names.
"""

from __future__ import annotations

from phalanx.analyses import CATALOGUE
from phalanx.surfaces.cli import main

FEW = ("growth", "portfolio", "crossing", "clauses")

if __name__ == "__main__":
    assert isinstance(CATALOGUE, dict)
    for name in CATALOGUE.keys() - FEW:
        del CATALOGUE[name]
    main()
