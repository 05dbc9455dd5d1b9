"""Drive a headless Chromium by its DevTools protocol over a pipe, with nothing but Python.

with Chromium() as browser, browser.page() as page:
    page.open("atlas.html")
    page.click("#dissolve button")
    assert page.value("document.title") == "Atlas"
    assert page.errors == [] and page.requests == []
"""

import base64
import contextlib
import itertools
import json
import os
import select
import time
from pathlib import Path

from support import browsers
from support.browsers import SECONDS, BrowserError, Process, address, find

ARGUMENTS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-extensions", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--mute-audio", "--force-color-profile=srgb"),
    *("--remote-debugging-pipe", "--user-data-dir={home}", "about:blank"),
)
# Names of the protocol for keys that are no letters: code and what it types.
KEYS = {
    "Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), " ": (32, " "),
    "Home": (36, ""), "End": (35, ""), "PageUp": (33, ""), "PageDown": (34, ""),
    "ArrowLeft": (37, ""), "ArrowUp": (38, ""), "ArrowRight": (39, ""), "ArrowDown": (40, ""),
    "Backspace": (8, ""), "Delete": (46, ""),
}  # fmt: skip
MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}
# Schemes whose "requests" reach nothing outside the page itself.
LOCAL = ("data:", "blob:", "about:", "chrome:")


class Chromium:
    """A running headless Chromium; a context manager.

    Args:
        arguments: further ones of its command line.
    """

    def __init__(self, *arguments):
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()

        def connect():  # the protocol says: it reads from 3 and writes to 4
            source, target = os.dup(to_browser), os.dup(from_browser)
            os.dup2(source, 3)
            os.dup2(target, 4)

        *first, last = ARGUMENTS
        command = [find("chromium") or "chromium", *first, *arguments, last]
        self._process = Process(command, preexec_fn=connect, close_fds=False)
        os.close(to_browser)
        os.close(from_browser)
        self._buffer, self._messages, self._number = b"", [], 0
        self._replies, self._listeners = {}, {}
        try:
            self.version = self.send("Browser.getVersion")["product"]
        except BrowserError:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()

    def close(self):
        """End the browser."""
        self._process.close()
        for end in (self._read, self._write):
            with contextlib.suppress(OSError):
                os.close(end)

    @contextlib.contextmanager
    def page(self, width=1280, height=800):
        """A fresh page (no storage, no permissions of others) as a context manager."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        try:
            target = self.send("Target.createTarget", url="about:blank", browserContextId=context)[
                "targetId"
            ]
            page = Page(self, target, context)
            page.size(width, height)
            yield page
        finally:
            if self._process.alive:
                self.send("Target.disposeBrowserContext", browserContextId=context)

    def post(self, method, session=None, **parameters):
        """Send a command without waiting for its reply; the command's number."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        rest = json.dumps(message).encode() + b"\0"
        while rest:
            rest = rest[os.write(self._write, rest) :]
        return self._number

    def send(self, method, session=None, seconds=SECONDS, **parameters):
        """Send a command and return its result.

        Raises:
            BrowserError: the browser refuses it, ended, or took longer than `seconds`.
        """
        number = self.post(method, session, **parameters)
        self._replies[number] = None
        end = time.monotonic() + seconds
        while self._replies[number] is None:
            if not self.receive(end - time.monotonic()):
                del self._replies[number]
                raise BrowserError(f"{method}: no reply within {seconds} s")
        reply = self._replies.pop(number)
        if "error" in reply:
            raise BrowserError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    def listen(self, session, listener):
        """Call `listener(method, parameters)` for events of a session."""
        self._listeners[session] = listener

    def receive(self, seconds):
        """Handle the next message; False if none comes within that time."""
        while not self._messages:
            ready = select.select([self._read], [], [], max(seconds, 0))[0]
            if not ready:
                return False
            block = os.read(self._read, 1 << 20)
            if not block:
                raise BrowserError("Chromium ended")
            *whole, self._buffer = (self._buffer + block).split(b"\0")
            self._messages += whole
        message = json.loads(self._messages.pop(0))
        if "id" in message:
            if message["id"] in self._replies:
                self._replies[message["id"]] = message
        elif listener := self._listeners.get(message.get("sessionId")):
            listener(message["method"], message["params"])
        return True


class Page(browsers.Page):
    """A page of the browser.

    errors: sentences of uncaught exceptions, console errors and violations of the content
        security policy, of the page and of its workers.
    requests: addresses that the page asked for beyond itself: "blob:" and "data:" do not count.
    """

    def __init__(self, browser, target, context):
        self._browser, self._target, self._context = browser, target, context
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self.errors, self.requests = [], []
        self._loaded, self._own = False, None
        browser.listen(self.session, self._on_event)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.send(
            "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True
        )

    def send(self, method, seconds=SECONDS, **parameters):
        """Send a command of the DevTools protocol to this page."""
        return self._browser.send(method, self.session, seconds, **parameters)

    def _on_event(self, method, parameters):
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Runtime.exceptionThrown":
            self.errors.append(_thrown(parameters["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
            words = (part.get("value", part.get("description")) for part in parameters["args"])
            self.errors.append(" ".join(map(str, words)))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.errors.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            url = parameters["request"]["url"]
            if url.partition("#")[0] != self._own and not url.startswith(LOCAL):
                self.requests.append(url)
        elif method == "Target.attachedToTarget":  # a worker
            session = parameters["sessionId"]
            self._browser.listen(session, self._on_event)
            for domain in ("Runtime", "Log", "Network"):
                self._browser.post(f"{domain}.enable", session)

    def receive(self, seconds):
        """Hear what comes next from the browser."""
        self._browser.receive(seconds)

    def open(self, place, seconds=SECONDS):
        """Open a path (as file://) or an address, and wait until it is loaded."""
        url = address(place)
        self._loaded, self._own = False, url.partition("#")[0]
        failed = self.send("Page.navigate", url=url).get("errorText")
        if failed:
            raise BrowserError(f"{url}: {failed}")
        self._wait_loaded(seconds)

    def reload(self, seconds=SECONDS):
        """Load the page anew from its present address."""
        self._loaded = False
        self.send("Page.reload")
        self._wait_loaded(seconds)

    def _wait_loaded(self, seconds):
        end = time.monotonic() + seconds
        while not self._loaded:
            if not self._browser.receive(end - time.monotonic()):
                raise BrowserError(f"not loaded within {seconds} s")

    def value(self, expression, seconds=SECONDS):
        """Value of a JavaScript expression (of its promise, if it is one), as JSON can hold it.

        Raises:
            BrowserError: with the exception that it threw.
        """
        return self._result(
            self.send(
                "Runtime.evaluate",
                seconds,
                expression=expression,
                awaitPromise=True,
                returnByValue=True,
                userGesture=True,
            )
        )

    @staticmethod
    def _result(reply):
        if "exceptionDetails" in reply:
            raise BrowserError(_thrown(reply["exceptionDetails"]))
        return reply["result"].get("value")

    def click(self, place):
        """Click an element (a selector) or a point (x, y) of the window with the mouse."""
        x, y = self.place(place)
        self.hover((x, y))
        self.mouse("Pressed", x, y)
        self.mouse("Released", x, y)

    def hover(self, place):
        """Move the mouse over an element or a point."""
        x, y = self.place(place)
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def mouse(self, kind, x, y, **more):
        """Send "Pressed", "Moved" or "Released" of the left button."""
        parameters = {"button": "left", "clickCount": 1, **more}
        self.send("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **parameters)

    def drag(self, *places, steps=8):
        """Press the mouse at the first place, move it through the others, and let it go."""
        points = [self.place(place) for place in places]
        self.hover(points[0])
        self.mouse("Pressed", *points[0])
        for start, end in itertools.pairwise(points):
            for k in range(1, steps + 1):
                x, y = (a + (b - a) * k / steps for a, b in zip(start, end, strict=True))
                self.mouse("Moved", x, y, buttons=1)
        self.mouse("Released", *points[-1])

    def wheel(self, place, down):
        """Turn the mouse wheel over an element or a point; `down` in pixels."""
        x, y = self.place(place)
        self.send("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=down)

    def touch(self, *points):
        """Touch the screen along points (x, y): one is a tap, several are a swipe."""
        kinds = ["touchStart", *["touchMove"] * (len(points) - 1)]
        for kind, (x, y) in zip(kinds, points, strict=True):
            self.send("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y}])
        self.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def press(self, key, *modifiers):
        """Press a key, e.g. "ArrowRight", "Tab", "a"; modifiers: "Shift", "Control", "Alt"."""
        code, text = KEYS.get(key, (ord(key.upper()[0]), key))
        bits = sum(MODIFIERS[name] for name in modifiers)
        common = {"key": key, "windowsVirtualKeyCode": code, "modifiers": bits}
        if text and not bits & ~MODIFIERS["Shift"]:
            common["text"] = text
        self.send("Input.dispatchKeyEvent", type="keyDown", **common)
        common.pop("text", None)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        """Type text into the element that has the focus."""
        self.send("Input.insertText", text=text)

    def size(self, width, height, scale=1, phone=False):
        """Size of the window in CSS pixels; a phone has touch and obeys <meta viewport>."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=scale, mobile=phone)  # fmt: skip
        self.send("Emulation.setTouchEmulationEnabled", enabled=phone)

    def prefer(self, dark=False, less_motion=False, more_contrast=False, forced_colors=False):
        """What the reader asks of all pages."""
        wishes = {
            "prefers-color-scheme": "dark" if dark else "light",
            "prefers-reduced-motion": "reduce" if less_motion else "no-preference",
            "prefers-contrast": "more" if more_contrast else "no-preference",
            "forced-colors": "active" if forced_colors else "none",
        }
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self.send("Emulation.setEmulatedMedia", features=features)

    def offline(self, off=True):
        """Cut the page off the network."""
        self.send("Network.emulateNetworkConditions", offline=off, latency=0,
                  downloadThroughput=-1, uploadThroughput=-1)  # fmt: skip

    def slower(self, factor):
        """Let the page's processor be so many times slower."""
        self.send("Emulation.setCPUThrottlingRate", rate=factor)

    def allow_clipboard(self):
        """Let the page write to and read from the clipboard without asking."""
        names = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        self._browser.send(
            "Browser.grantPermissions", permissions=names, browserContextId=self._context
        )

    def downloads(self, folder):
        """Let the page save files into a folder."""
        self._browser.send("Browser.setDownloadBehavior", behavior="allow",
                           browserContextId=self._context,
                           downloadPath=str(Path(folder).resolve()))  # fmt: skip

    def screenshot(self, path, whole=False):
        """Save a PNG of the window, or of the whole page."""
        picture = self.send(
            "Page.captureScreenshot", format="png", captureBeyondViewport=whole, **(
                {"clip": self._whole()} if whole else {}
            ),
        )  # fmt: skip
        Path(path).write_bytes(base64.b64decode(picture["data"]))

    def _whole(self):
        box = self.send("Page.getLayoutMetrics")["cssContentSize"]
        return {"x": 0, "y": 0, "width": box["width"], "height": box["height"], "scale": 1}

    def labels(self):
        """What a screen reader would find: (role, name) of every part that is not ignored."""
        nodes = self.send("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node["ignored"] and node["role"]["value"] not in ("InlineTextBox", "none")
        ]

    def memory(self):
        """Bytes that JavaScript holds after a collection."""
        self.send("HeapProfiler.collectGarbage")
        return self.send("Runtime.getHeapUsage")["usedSize"]


def _thrown(details):
    exception = details.get("exception", {})
    return exception.get("description") or str(exception.get("value", details["text"]))
