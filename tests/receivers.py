"""Real receivers on loopback: a web hook and a mail server, which keep what they got and can be made to fail."""

from __future__ import annotations

import json
import random
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[int], int]
"""The status that the n-th request gets; 0 is no answer at all."""


@dataclass
class Received:
    """What came in, in order; whatever was answered with another status than 200 is not among it."""

    address: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    tried: int = 0
    behaviour: Behaviour = lambda _n: 200
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def alerts(self) -> list[str]:
        """The ids of the alerts that came in."""
        return [str(message["alert"]) for message in self.messages]


@contextmanager
def web_hook(port: int = 0, slowness_seconds: float = 0.0) -> Iterator[Received]:
    """A web hook; with `slowness_seconds` each answer takes up to that long."""
    received, lock = Received(), threading.Lock()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                received.tried += 1
                status = received.behaviour(received.tried)
                if status == 200:
                    received.messages.append(json.loads(body))
            if not status:
                received.over.wait(30)
                return
            time.sleep(random.random() * slowness_seconds)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A sender that was killed is no news."""

    with Server(("127.0.0.1", port), Hook) as server:
        received.address = f"json://127.0.0.1:{server.server_address[1]}/token-of-the-hook"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield received
        finally:
            received.over.set()
            server.shutdown()
            thread.join()


@contextmanager
def mail_server() -> Iterator[Received]:
    """A mail server that takes every message, whole as its text came."""
    received = Received()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline():
                verb = line.decode().split()[0].upper() if line.strip() else ""
                if verb == "DATA":
                    self._say("354 go on")
                    text = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        text += part
                    received.messages.append({"mail": text.decode()})
                self._say("221 bye" if verb == "QUIT" else "250 good")
                if verb == "QUIT":
                    return

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        received.address = f"mailto://127.0.0.1:{server.server_address[1]}?from=desk@example.com&to=chen@example.com"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield received
        finally:
            server.shutdown()
            thread.join()
