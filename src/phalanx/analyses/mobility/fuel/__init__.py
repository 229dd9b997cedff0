"""The question fuel: `question.py` is where it begins, the files beside it are its parts."""
