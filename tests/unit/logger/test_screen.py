import io

import pytest
from snakemake_logger_plugin_zpoints.screen import Screen


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def clock():
    return Clock()


def shown(text):
    """What a terminal shows: the last state of each line."""
    return [line.split("\r\033[K")[-1] for line in text.split("\n")]


def test_finished_lines_stand_above_the_bar(clock):
    stream = Terminal()
    screen = Screen(stream, columns=80, clock=clock)
    screen.progress(0.25, "about 6 min left", "Training")
    screen.line("first")
    screen.progress(0.5, "about 4 min left", "Training 60 %")
    assert shown(stream.getvalue()) == [
        "first",
        f" 50 % {'━' * 12}{'─' * 12} about 4 min left  Training 60 %",
    ]
    screen.clear()
    assert shown(stream.getvalue()) == ["first", ""]


def test_the_bar_never_wraps(clock):
    stream = Terminal()
    Screen(stream, columns=40, clock=clock).progress(0.5, "about 4 min left", "x" * 90)
    assert len(stream.getvalue()) == 39


def test_a_terminal_without_such_signs_gets_others(clock):
    stream = Terminal()
    stream.encoding = "ascii"
    screen = Screen(stream, columns=80, clock=clock)
    screen.progress(0.5, "about 1 min left", "Drawing")
    assert stream.getvalue().isascii()
    assert f"{'#' * 12}{'.' * 12}" in stream.getvalue()
    assert screen.cross.isascii()


def test_colours_are_for_terminals_that_want_them(clock):
    for stream, colour, expected in (
        (Terminal(), True, "\033[31mno\033[0m\n"),
        (Terminal(), False, "no\n"),
        (io.StringIO(), True, "no\n"),
    ):
        Screen(stream, colour, clock=clock).line("no", "bad")
        assert stream.getvalue() == expected


def test_in_a_file_progress_is_told_now_and_then(clock):
    stream = io.StringIO()
    screen = Screen(stream, clock=clock)
    # Ten hours of one training, looked at each second.
    for second in range(36000):
        clock.now = float(second)
        screen.progress(second / 36000, "about 1 h left", "Training")
    lines = stream.getvalue().splitlines()
    assert 20 <= len(lines) <= 40
    assert lines[0].endswith("about 1 h left: Training")
    assert "\r" not in stream.getvalue()


def test_a_terminal_that_was_closed_ends_nothing(clock):
    stream = Terminal()
    screen = Screen(stream, columns=80, clock=clock)
    stream.close()
    screen.line("to nobody")
    screen.progress(0.5, "", "")
    screen.clear()
