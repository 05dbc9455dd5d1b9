"""The one exception that a user is meant to read."""


class StudyError(Exception):
    """Something in the user's input is wrong: one sentence that says what, where and what to do."""
