"""The exceptions that a user is meant to read."""

import signal


class StudyError(Exception):
    """Something in the user's input is wrong: one sentence that says what, where and what to do."""


class Stopped(Exception):
    """A job was asked to end and has kept its work: one sentence on how to go on."""

    def __init__(self, message: str, number: signal.Signals) -> None:
        super().__init__(message)
        self.status = 128 + number
