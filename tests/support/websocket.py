"""A WebSocket to this machine (RFC 6455): text messages only, as browsers' drivers need it."""

import base64
import itertools
import os
import select
import socket
import struct

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket:
    """An open connection.

    Args:
        port: of 127.0.0.1.
        path: of the address, "/…".
        seconds: that sending or an unfinished message may take.

    Raises:
        OSError: nobody listens, or the other side does not speak this protocol.
    """

    def __init__(self, port, path, seconds):
        self._socket = socket.create_connection(("127.0.0.1", port), seconds)
        self._socket.settimeout(seconds)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        self._buffer = b""
        while b"\r\n\r\n" not in self._buffer:
            self._fill()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head.splitlines()[0] + b" ":
            raise ConnectionError(head.splitlines()[0].decode())

    def close(self):
        """End the connection."""
        self._socket.close()

    def send(self, text):
        """Send a message."""
        self._send(TEXT, text.encode())

    def _send(self, kind, content):
        length = len(content)
        if length < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | length)
        elif length < 1 << 16:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, length)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, length)
        mask = os.urandom(4)
        masked = bytes(a ^ b for a, b in zip(content, itertools.cycle(mask), strict=False))
        self._socket.sendall(head + mask + masked)

    def receive(self, seconds):
        """The next message; None if none begins within that time."""
        message = b""
        while self._buffer or select.select([self._socket], [], [], max(seconds, 0))[0]:
            first, second = self._take(2)
            length = second & 0x7F
            if length > 125:
                size, form = (2, "!H") if length == 126 else (8, "!Q")
                (length,) = struct.unpack(form, self._take(size))
            content = self._take(length)
            kind = first & 0x0F
            if kind == CLOSE:
                raise ConnectionError("the other side closed the connection")
            if kind == PING:
                self._send(PONG, content)
            elif kind != PONG:
                message += content
                if first & 0x80:
                    return message.decode()
        return None

    def _take(self, length):
        while len(self._buffer) < length:
            self._fill()
        taken, self._buffer = self._buffer[:length], self._buffer[length:]
        return taken

    def _fill(self):
        block = self._socket.recv(1 << 20)
        if not block:
            raise ConnectionError("the other side ended")
        self._buffer += block
