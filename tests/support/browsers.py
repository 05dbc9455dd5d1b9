"""What the drivers of Chromium and Firefox share: finding them, starting and ending them."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

NAMES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "firefox": ("firefox", "firefox-esr"),
}
# Environment variables that name a browser which is not on the search path.
VARIABLES = {"chromium": "ZPOINTS_CHROMIUM", "firefox": "ZPOINTS_FIREFOX"}
END_SECONDS = 10
SECONDS = 30  # that a command may take
CENTRE = """selector => {
    const element = document.querySelector(selector);
    if (!element) return null;
    element.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""
SET = """(selector, value) => {
    const element = document.querySelector(selector);
    if (!element) throw Error(`no element ${selector}`);
    if (typeof value === "boolean") element.checked = value; else element.value = value;
    for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, {bubbles: true}));
}"""


class BrowserError(Exception):
    """The browser did not do what it was asked to; its own words where it has some."""


def find(kind):
    """Path of the browser "chromium" or "firefox"; None if there is none."""
    named = os.environ.get(VARIABLES[kind])
    return next(filter(None, map(shutil.which, [named] if named else NAMES[kind])), None)


def missing(kind):
    """Why tests are skipped where a browser is not installed."""
    return f"no {kind} on the search path; install it, or name it in {VARIABLES[kind]}"


def address(place):
    """The file:// address of a path; addresses stay as they are."""
    return place if "://" in str(place) else Path(place).resolve().as_uri()


class Process:
    """A browser with a home folder of its own; both are gone after `close`.

    Args:
        command: how to start it; "{home}" stands for the folder.
        prepare: called with the folder before the start.
        options: of subprocess.Popen.
    """

    def __init__(self, command, prepare=lambda home: None, **options):
        self.home = Path(tempfile.mkdtemp(prefix="zpoints-browser-"))
        prepare(self.home)
        environment = {**os.environ, "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home)}
        self.process = subprocess.Popen(
            [part.format(home=self.home) for part in command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a group of its own, which ends as a whole
            **options,
        )

    @property
    def alive(self):
        """Whether the browser still runs."""
        return self.process.poll() is None

    def close(self):
        """End the browser and all its processes, and remove its folder."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(END_SECONDS)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass
        shutil.rmtree(self.home, ignore_errors=True)


class Page:
    """What pages of both browsers do alike; `value` and `receive` are each browser's own."""

    def call(self, function, *arguments, seconds=SECONDS):
        """Value of a JavaScript function, e.g. "async (a, b) => a + b", called with arguments."""
        given = ", ".join(json.dumps(argument) for argument in arguments)
        return self.value(f"({function})({given})", seconds)

    def wait(self, expression, seconds=SECONDS):
        """Wait until an expression is true; its value.

        Raises:
            BrowserError: it is not within that time.
        """
        end = time.monotonic() + seconds
        while not (value := self.value(expression, seconds)):
            if time.monotonic() > end:
                raise BrowserError(f"not true within {seconds} s: {expression}")
            self.pause(0.03)
        return value

    def pause(self, seconds):
        """Let the page go on for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.receive(left)

    def place(self, place):
        """Coordinates (x, y) in the window of an element's centre, after scrolling to it.

        Args:
            place: a selector; coordinates stay as they are.
        """
        if not isinstance(place, str):
            return place
        centre = self.call(CENTRE, place)
        if centre is None:
            raise BrowserError(f"no element {place}")
        return tuple(centre)

    def set(self, selector, value):
        """Give a slider, field, box or list a value as a person would: with its events."""
        self.call(SET, selector, value)
