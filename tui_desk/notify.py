"""Sending to chats, mail and web hooks: the only room with the notification library.

One message at a time goes through a process of its own (`python -m tui_desk.notify`), which the kernel ends when its
time is over: nothing that hangs, drips or resolves for ever is still sending when the post is another's to send. It
follows no proxy but the one it is told (TUI_DESK_PROXY), no redirect, and no .netrc; certificates are always verified.

Chats answer 200 to what they refuse, with a code in the answer; here that is a failure.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
import select
import signal
import subprocess
import sys
import time
import warnings
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tui_desk.i18n import mark

FORMS = (
    "wecombot://KEY",
    "dingtalk://TOKEN",
    "dingtalk://SECRET@TOKEN",
    "feishu://TOKEN",
    "lark://TOKEN",
    "mailtos://USER:PASSWORD@HOST?from=A@B&to=C@D",
    "mailto://HOST?from=A@B&to=C@D",
    "jsons://HOST/PATH",
    "json://HOST/PATH",
)
"""How addresses are written. The address of a chat's robot, as the chat shows it (https://…), is taken too."""

NO_ANSWER = mark("no answer in time")
NO_CONNECTION = mark("it cannot be reached")
NO_TRUST = mark("its certificate is not trusted")
REFUSED = mark("it refused the message")

_PLUGINS = {
    "wecombot": "wecombot.NotifyWeComBot",
    "dingtalk": "dingtalk.NotifyDingTalk",
    "feishu": "feishu.NotifyFeishu",
    "lark": "lark.NotifyLark",
    "mailto": "email.NotifyEmail",
    "mailtos": "email.NotifyEmail",
    "json": "custom_json.NotifyJSON",
    "jsons": "custom_json.NotifyJSON",
}
"""The library's plugins by the addresses they take. Asked for one by itself, it would load all two hundred."""
_ROBOTS = (
    (re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send/?\?key=([\w-]+)"), "wecombot://{}"),
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send/?\?access_token=(\w+)"), "dingtalk://{}"),
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu://{}"),
    (re.compile(r"https://open\.larksuite\.com/open-apis/bot/v2/hook/([\w-]+)/?"), "lark://{}"),
)
_CODES = ("errcode", "code", "StatusCode")
"""Under which name WeCom and DingTalk, Feishu, and Feishu of old say whether they took a message: 0 is yes."""
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 8.0
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_LONGEST_ERROR = 160


def known(address: str) -> str:
    """The address as it is kept, once the library has understood it; empty for one that cannot be sent to.

    Certificates that are not verified, and passwords on a line that is not encrypted, are none.
    """
    for robot, form in _ROBOTS:
        if found := robot.fullmatch(address.strip()):
            address = form.format(found[1])
    try:
        url = urlsplit(address.strip())
        options = {name.lower(): value for name, value in parse_qsl(url.query)}
        is_open = url.scheme.lower() == "mailto" or options.get("mode", "").lower() == "insecure"
        open_password = is_open and url.password
    except ValueError:
        return ""
    if url.scheme.lower() not in _PLUGINS or open_password or {"verify", "optional", "retry"} & options.keys():
        return ""
    return address.strip() if _plugin(address.strip()) is not None else ""


class Sender:
    """Sends messages, one at a time, through a process that lives as long as it answers."""

    def __init__(self, limit_seconds: float) -> None:
        self._limit = limit_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = False

    def start(self) -> None:
        """Start the process now, so that the first message does not wait for it."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            command, pipe = [sys.executable, "-m", "tui_desk.notify"], subprocess.PIPE
            environment = surroundings(os.environ)
            self._begun = False
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
            )

    def send(self, address: str, title: str, body: str, *, alert: str = "") -> str:
        """Send a message; returns why it failed, empty when it arrived. A second longer than the limit at the most.

        A web hook finds the id of the alert under "alert", too.
        """
        end = time.monotonic() + self._limit
        try:
            answer = self._asked({"address": address, "title": title, "body": body, "alert": alert}, end)
        except OSError:
            answer = b""
        if not answer:
            self.close()
            return NO_ANSWER
        return str(json.loads(answer))

    def close(self) -> None:
        """End the process."""
        if (process := self._process) is not None:
            self._process = None
            process.kill()
            process.communicate()

    def _asked(self, order: dict[str, Any], end: float) -> bytes:
        """The answer of the process to an order; nothing when there is none in time."""
        self.start()
        process = self._process
        assert process is not None  # noqa: S101 - it was just started
        assert process.stdin is not None  # noqa: S101 - it was asked for
        if not self._begun and not _line(process, end):
            return b""
        self._begun = True
        if (left := end - time.monotonic()) <= 0:
            return b""
        process.stdin.write(json.dumps(order | {"limit": left}).encode() + b"\n")
        process.stdin.flush()
        return _line(process, end + 1)


def _line(process: subprocess.Popen[bytes], end: float) -> bytes:
    """The next line that a process writes; nothing when there is none until then."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, end - time.monotonic()))
        part = os.read(process.stdout.fileno(), 65536) if ready else b""
        if not part:
            return b""
        line += part
    return line


def surroundings(environment: dict[str, str] | os._Environ[str]) -> dict[str, str]:
    """The environment in which is sent: no proxy but TUI_DESK_PROXY, no .netrc, our own import path."""
    kept = {name: value for name, value in environment.items() if name.lower() not in _PROXIES}
    if proxy := environment.get("TUI_DESK_PROXY"):
        kept |= {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": "localhost,127.0.0.1"}
    kept["NETRC"] = os.devnull
    kept["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return kept


def _plugin(address: str) -> Any:
    """The library's plugin for an address; None for one that it does not understand.

    The library says nothing on the terminal: its words hold tokens.
    """
    log = logging.getLogger("apprise")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what the library imports
        from apprise import AppriseAsset
        from apprise.exception import AppriseException

        module, _, name = _PLUGINS[address.partition("://")[0].lower()].partition(".")
        plugin = getattr(importlib.import_module(f"apprise.plugins.{module}"), name)
    asset = AppriseAsset(app_id="tui-desk", app_desc="tui-desk", app_url="", http_redirects=False, async_mode=False)
    try:
        return plugin(**(plugin.parse_url(address) or {}), asset=asset)
    except (AppriseException, AttributeError, TypeError, ValueError):  # what it needs is missing
        return None


class _Notes(logging.Handler):
    """What happened while one message was sent: answers, and why there was none."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.why = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what a mail server said; the library tells it to its log alone."""
        _, found, said = record.getMessage().partition("Socket Exception: ")
        if found:
            self.why = self.why or said

    def watch(self, requests: Any) -> None:
        """Look at every answer to a web request."""
        send = requests.Session.send

        def watched(session: Any, request: Any, **options: Any) -> Any:
            try:
                answer = send(session, request, **options)
            except requests.RequestException as error:
                self.why = _of_exception(requests, error)
                raise
            self.why = "" if 200 <= answer.status_code < 300 else f"HTTP {answer.status_code}"
            return answer if self.why else self._looked_at(answer)

        requests.Session.send = watched

    def _looked_at(self, answer: Any) -> Any:
        """An answer of a chat that says 200 and means no becomes what it means."""
        if urlsplit(answer.url).hostname in _CHATS:
            try:
                said = answer.json()
            except ValueError:
                said = {}
            code = next((said[name] for name in _CODES if isinstance(said, dict) and name in said), 0)
            if code != 0:
                words = said.get("errmsg") or said.get("msg") or ""
                self.why = f"{code} {words}".strip()
                answer.status_code = 502
        return answer


_CHATS = frozenset({"qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn", "open.larksuite.com"})


def _of_exception(requests: Any, error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return NO_TRUST
    return NO_ANSWER if isinstance(error, requests.Timeout) else NO_CONNECTION


def _send(order: dict[str, Any], notes: _Notes) -> str:
    """Send one message, in the process that does nothing else; returns why it failed."""
    from apprise import NotifyFormat, NotifyType

    notes.why = ""
    plugin = _plugin(order["address"])
    if plugin is None:
        return mark("the address cannot be read")
    plugin.verify_certificate = True
    plugin.socket_connect_timeout, plugin.socket_read_timeout = _CONNECT_SECONDS, _READ_SECONDS
    if order["alert"] and hasattr(plugin, "payload_extras"):
        plugin.payload_extras.setdefault("alert", order["alert"])
    arrived = plugin.notify(
        body=order["body"], title=order["title"], notify_type=NotifyType.WARNING, body_format=NotifyFormat.TEXT
    )
    return "" if arrived else without_secrets(notes.why, order["address"]) or REFUSED


def without_secrets(said: str, address: str) -> str:
    """What a server said, in one short line, without the parts of the address that open it."""
    url = urlsplit(address)
    opening = re.split(r"[/?&=@:]+", f"{url.netloc}/{url.path}/{url.query}")
    for part in sorted({unquote(part) for part in opening} | set(opening), key=len, reverse=True):
        if len(part) >= 4:
            said = said.replace(part, "***")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())[:_LONGEST_ERROR]


def main() -> None:
    """Send what stands on standard input, a message a line; answer each with a line. Ends with its input.

    The kernel ends this process when a message takes too long, whatever holds it up.
    """
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)  # the watch ends between two messages, and this with it
    import apprise  # noqa: F401 - while no message waits for it
    import requests

    notes = _Notes()
    notes.watch(requests)
    log = logging.getLogger("apprise")
    log.setLevel(logging.DEBUG)
    log.addHandler(notes)
    print(flush=True)  # noqa: T201 - ready
    for line in sys.stdin:
        order = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, order["limit"])
        try:
            why = _send(order, notes)
        except Exception as error:  # noqa: BLE001 - a fault of the library is a failure to send
            why = type(error).__name__
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(json.dumps(why), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
