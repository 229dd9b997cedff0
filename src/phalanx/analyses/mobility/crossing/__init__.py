"""The question crossing: `question.py` is where it begins, the files beside it are its parts."""
