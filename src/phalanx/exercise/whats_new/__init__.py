"""The question whats-new: `question.py` is where it begins; `consequences.py` asks the other questions before and after."""
