"""The question invest: `question.py` is where it begins, the files beside it are its parts."""
