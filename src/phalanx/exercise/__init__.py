"""The exercises: a World is changed, the same questions are asked again, and the answers are held against each other.

What joins several analyses lives here, as these do not know each other.
"""
