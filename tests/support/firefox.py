"""Drive a headless Firefox by WebDriver BiDi over a WebSocket, with nothing but Python.

The same words as `support.chromium`, as far as Firefox has them.
"""

import base64
import contextlib
import json
import socket
import time
from pathlib import Path

from support import browsers
from support.browsers import SECONDS, BrowserError, Process, address, find
from support.websocket import WebSocket

LOCAL = ("data:", "blob:", "about:", "chrome:", "resource:")
PREFERENCES = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    # Whatever asks for a network finds a door that nobody opens.
    "network.proxy.type": 1,
    **{f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl", "socks")},
    **{f"network.proxy.{kind}_port": 9 for kind in ("http", "ssl", "socks")},
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
EVENTS = ("log.entryAdded", "network.beforeRequestSent")
# WebDriver's names of keys that are no letters.
KEYS = {
    "Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "Home": "\ue011", "End": "\ue010",
    "PageUp": "\ue00e", "PageDown": "\ue00f", "ArrowLeft": "\ue012", "ArrowUp": "\ue013",
    "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Backspace": "\ue003", "Delete": "\ue017",
    "Shift": "\ue008", "Control": "\ue009", "Alt": "\ue00a",
}  # fmt: skip


class Firefox:
    """A running headless Firefox without a network; a context manager.

    Args:
        dark, less_motion: what the reader asks of all pages.
    """

    def __init__(self, dark=False, less_motion=False):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        wishes = {
            **PREFERENCES,
            "layout.css.prefers-color-scheme.content-override": 0 if dark else 1,
            "ui.prefersReducedMotion": int(less_motion),
        }

        def prepare(home):
            lines = [f'user_pref("{key}", {json.dumps(value)});\n' for key, value in wishes.items()]
            (home / "user.js").write_text("".join(lines))

        command = [find("firefox") or "firefox", "--headless", "--no-remote"]
        command += [f"--remote-debugging-port={port}", "--profile", "{home}"]
        self._process = Process(command, prepare)
        self._number, self._listener = 0, None
        try:
            self._connection = self._connect(port)
            session = self.send("session.new", capabilities={})
            self.version = "Firefox/" + session["capabilities"]["browserVersion"]
            self.send("session.subscribe", events=EVENTS)
        except (BrowserError, OSError):
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()

    def close(self):
        """End the browser."""
        with contextlib.suppress(AttributeError, OSError):
            self._connection.close()
        self._process.close()

    def _connect(self, port):
        end = time.monotonic() + SECONDS
        while True:
            try:
                return WebSocket(port, "/session", SECONDS)
            except OSError:
                if time.monotonic() > end or not self._process.alive:
                    raise
                time.sleep(0.1)

    @contextlib.contextmanager
    def page(self, width=1280, height=800):
        """A fresh page as a context manager."""
        context = self.send("browsingContext.create", type="tab")["context"]
        page = Page(self, context)
        page.size(width, height)
        self._listener = page.on_event
        try:
            yield page
        finally:
            self._listener = None
            if self._process.alive:
                self.send("browsingContext.close", context=context)

    def send(self, method, seconds=SECONDS, **parameters):
        """Send a command of WebDriver BiDi and return its result.

        Raises:
            BrowserError: the browser refuses it, or took longer than `seconds`.
        """
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        self._connection.send(json.dumps(command))
        end = time.monotonic() + seconds
        while (message := self.receive(end - time.monotonic())) is not None:
            if message.get("id") == self._number:
                if message["type"] == "error":
                    raise BrowserError(f"{method}: {message['message']}")
                return message["result"]
        raise BrowserError(f"{method}: no reply within {seconds} s")

    def receive(self, seconds):
        """The next message, after events were heard; None if none comes within that time."""
        text = self._connection.receive(seconds)
        message = None if text is None else json.loads(text)
        if message and message["type"] == "event" and self._listener:
            self._listener(message["method"], message["params"])
        return message


class Page(browsers.Page):
    """A page of Firefox; see `support.chromium.Page`, whose words these are."""

    def __init__(self, browser, context):
        self._browser, self._context = browser, context
        self.errors, self.requests, self._own = [], [], None

    def send(self, method, seconds=SECONDS, **parameters):
        """Send a command of WebDriver BiDi about this page."""
        return self._browser.send(method, seconds, context=self._context, **parameters)

    def on_event(self, method, parameters):
        """Note what the page says and asks for."""
        if method == "log.entryAdded" and parameters["level"] == "error":
            self.errors.append(parameters["text"])
        elif method == "network.beforeRequestSent":
            url = parameters["request"]["url"]
            if url.partition("#")[0] != self._own and not url.startswith(LOCAL):
                self.requests.append(url)

    def receive(self, seconds):
        """Hear what comes next from the browser."""
        self._browser.receive(seconds)

    def open(self, place, seconds=SECONDS):
        """Open a path (as file://) or an address, and wait until it is loaded."""
        url = address(place)
        self._own = url.partition("#")[0]
        self.send("browsingContext.navigate", seconds, url=url, wait="complete")

    def reload(self, seconds=SECONDS):
        """Load the page anew from its present address."""
        self.send("browsingContext.reload", seconds, wait="complete")

    def value(self, expression, seconds=SECONDS):
        """Value of a JavaScript expression (of its promise, if it is one), as JSON can hold it.

        Raises:
            BrowserError: with the exception that it threw.
        """
        # As text, since BiDi describes values in a form of its own.
        source = f"(async () => JSON.stringify({{value: await ({expression})}}))()"
        reply = self._browser.send(
            "script.evaluate",
            seconds,
            expression=source,
            target={"context": self._context},
            awaitPromise=True,
            userActivation=True,
        )
        if reply["type"] == "exception":
            raise BrowserError(reply["exceptionDetails"]["text"])
        return json.loads(reply["result"]["value"]).get("value")

    def click(self, place):
        """Click an element (a selector) or a point (x, y) of the window with the mouse."""
        self.drag(place)

    def hover(self, place):
        """Move the mouse over an element or a point."""
        x, y = self.place(place)
        self._mouse([{"type": "pointerMove", "x": round(x), "y": round(y)}])

    def drag(self, *places):
        """Press the mouse at the first place, move it through the others, and let it go."""
        points = [self.place(place) for place in places]
        first, *others = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in points]
        down, up = ({"type": f"pointer{kind}", "button": 0} for kind in ("Down", "Up"))
        self._mouse([first, down, *others, up])

    def _mouse(self, steps):
        self.send("input.performActions",
                  actions=[{"type": "pointer", "id": "mouse", "actions": steps}])  # fmt: skip

    def wheel(self, place, down):
        """Turn the mouse wheel over an element or a point; `down` in pixels."""
        x, y = self.place(place)
        step = {"type": "scroll", "x": round(x), "y": round(y), "deltaX": 0, "deltaY": down}
        self.send("input.performActions",
                  actions=[{"type": "wheel", "id": "wheel", "actions": [step]}])  # fmt: skip

    def press(self, key, *modifiers):
        """Press a key, e.g. "ArrowRight"; modifiers: "Shift", "Control", "Alt"."""
        names = [KEYS.get(name, name) for name in (*modifiers, key)]
        steps = [{"type": "keyDown", "value": name} for name in names]
        steps += [{"type": "keyUp", "value": name} for name in reversed(names)]
        self.send("input.performActions",
                  actions=[{"type": "key", "id": "keys", "actions": steps}])  # fmt: skip

    def size(self, width, height):
        """Size of the window in CSS pixels."""
        self.send("browsingContext.setViewport", viewport={"width": width, "height": height})

    def screenshot(self, path, whole=False):
        """Save a PNG of the window, or of the whole page."""
        origin = "document" if whole else "viewport"
        picture = self.send("browsingContext.captureScreenshot", origin=origin)
        Path(path).write_bytes(base64.b64decode(picture["data"]))
