"""Signals are noted, not obeyed at once; outside the block all is as before."""

import os
import signal

import pytest

from zpoints import signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1, signal.SIGINT])
def test_a_signal_is_noted_and_the_first_one_counts(number):
    before = signal.getsignal(number)
    with signals.noted() as request:
        assert request.signal is None
        os.kill(os.getpid(), number)
        assert request.signal is number
        os.kill(os.getpid(), signal.SIGTERM)
        assert request.signal is number
    assert signal.getsignal(number) is before


def test_a_second_interrupt_ends_at_once():
    with signals.noted() as request, pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        assert request.signal is signal.SIGINT
        os.kill(os.getpid(), signal.SIGINT)
