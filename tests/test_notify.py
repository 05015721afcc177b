"""Sending for real, to receivers on loopback: what arrives, what is a failure, and what never leaves (CALL-14)."""

from __future__ import annotations

import base64
import email
import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest
import requests

from tests.receivers import mail_server, web_hook
from tui_desk import notify
from tui_desk.notify import Sender

LIMIT_SECONDS = 5.0


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    made = Sender(LIMIT_SECONDS)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("wecombot://693a91f6-7xxx-4bc4", "wecombot://693a91f6-7xxx-4bc4"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx", "wecombot://693a91f6-7xxx"),
        ("dingtalk://SECabc@Token123", "dingtalk://SECabc@Token123"),
        ("https://oapi.dingtalk.com/robot/send?access_token=Token123", "dingtalk://Token123"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/a-B-c", "feishu://a-B-c"),
        ("https://open.larksuite.com/open-apis/bot/v2/hook/a-B-c", "lark://a-B-c"),
        ("mailtos://u:p%40w@smtp.example.com?from=a@b.cn&to=c@d.cn",) * 2,
        ("mailto://127.0.0.1:2525?from=a@b.cn&to=c@d.cn",) * 2,
        ("jsons://hooks.example.com/desk?key=1",) * 2,
    ],
)
def test_addresses_of_every_channel_are_understood(given: str, kept: str) -> None:
    """CALL-14: also as a chat shows them."""
    assert notify.known(given) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "wecombot://",
        "wecom://key",  # the library would send it to somebody else
        "https://example.com/hook",
        "jsons://example.com/?verify=no",
        "json://127.0.0.1/?optional=yes",  # the library would take a failure for success
        "mailto://user:password@example.com?to=a@b.cn",
        "mailtos://user:password@example.com?to=a@b.cn&mode=insecure",
        "file:///etc/passwd",
        "syslog://",
        "feishu://a b",
        "http://[x",
    ],
)
def test_what_cannot_be_sent_to_safely_is_no_address(wrong: str) -> None:
    """CALL-14, DESK-12: no channel that is not encrypted for a password, not verified, or another's."""
    assert notify.known(wrong) == ""


def test_a_web_hook_gets_the_message_and_the_id_of_the_alert(sender: Sender) -> None:
    """CALL-14."""
    words = '标题 <b>"[x](y)\\n&amp;'
    with web_hook() as hook:
        assert sender.send(hook.address, words, "第一行\nline 2 %41 \\n :smile:", alert="IT-1/respond/1.1/75@x") == ""
    [message] = hook.messages
    assert (message["title"], message["message"]) == (words, "第一行\nline 2 %41 \\n :smile:")
    assert message["alert"] == "IT-1/respond/1.1/75@x"


def test_a_refusal_a_redirect_and_an_absent_receiver_are_failures(sender: Sender) -> None:
    """CALL-14: each says why, and none holds the address's token."""
    with web_hook() as hook:
        hook.behaviour = lambda n: (500, 302)[n - 1]
        assert sender.send(hook.address, "t", "b") == "HTTP 500"
        assert sender.send(hook.address, "t", "b") == "HTTP 302"
        address = hook.address
    assert hook.tried == 2
    assert sender.send(address, "t", "b") == notify.NO_CONNECTION


def test_a_receiver_that_never_answers_is_given_up_in_time_and_the_next_message_goes_out() -> None:
    """CALL-14: a slow sender is never overtaken."""
    sender = Sender(1.5)
    sender.start()
    with socket.socket() as dripping, web_hook() as hook:
        dripping.bind(("127.0.0.1", 0))
        dripping.listen()
        began = time.monotonic()
        assert sender.send(f"json://127.0.0.1:{dripping.getsockname()[1]}", "t", "b") == notify.NO_ANSWER
        assert time.monotonic() - began < 4
        sender = Sender(LIMIT_SECONDS)
        assert sender.send(hook.address, "t", "b") == ""
    sender.close()


def test_the_sending_process_ends_with_whoever_started_it_and_by_no_other_signal(sender: Sender) -> None:
    """CALL-14: systemd signals every process of a service; the message that is being sent is sent."""
    with web_hook() as hook:
        assert sender.send(hook.address, "t", "b") == ""
        process = sender._process
        assert process is not None
        assert process.stdin is not None
        os.kill(process.pid, signal.SIGTERM)
        assert sender.send(hook.address, "t", "b") == ""
        process.stdin.close()
        assert process.wait(10) == 0
        process.stdin = None
        assert sender.send(hook.address, "t", "b") == ""


def test_mail_is_sent_as_plain_text(sender: Sender) -> None:
    """CALL-14: what looks like HTML stays what it is."""
    with mail_server() as mail:
        assert sender.send(mail.address, "【紧急】IT-1：响应已超时", "内容：<script>x</script>") == ""
    message = email.message_from_string(mail.messages[0]["mail"])
    assert message["To"] == "chen@example.com"
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain"]
    payload = parts[0].get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert "内容：<script>x</script>" in payload.decode()


def test_a_mail_server_that_refuses_is_quoted_without_the_password(sender: Sender) -> None:
    """CALL-14, DESK-12."""
    assert "Connection refused" in sender.send("mailtos://chen:geheim99@127.0.0.1:1?from=c@d.cn&to=a@b.cn", "t", "b")
    said = notify.without_secrets("535 geheim99 is wrong for chen99\n\x1b[31m" * 50, "mailtos://chen99:geheim99@h.cn")
    assert "geheim99" not in said
    assert "chen99" not in said
    assert len(said) <= 160
    assert said.isprintable()


@pytest.mark.parametrize(
    ("host", "answer", "why"),
    [
        ("qyapi.weixin.qq.com", '{"errcode":0,"errmsg":"ok"}', ""),
        ("qyapi.weixin.qq.com", '{"errcode":93000,"errmsg":"invalid webhook url"}', "93000 invalid webhook url"),
        (
            "oapi.dingtalk.com",
            '{"errcode":310000,"errmsg":"keywords not in content"}',
            "310000 keywords not in content",
        ),
        ("open.feishu.cn", '{"code":9499,"msg":"Bad Request","data":{}}', "9499 Bad Request"),
        ("open.feishu.cn", '{"StatusCode":0,"StatusMessage":"success"}', ""),
        ("open.larksuite.com", "not json", ""),
        ("example.com", '{"errcode":1}', ""),
    ],
)
def test_a_chat_that_answers_200_and_means_no_has_not_taken_the_message(host: str, answer: str, why: str) -> None:
    """CALL-14: the library would take it for sent, and the alert would be lost."""
    notes, response = notify._Notes(), requests.Response()
    response.status_code, response.url, response._content = 200, f"https://{host}/x", answer.encode()
    looked_at = notes._looked_at(response)
    assert notes.why == why
    assert looked_at.ok is not bool(why)


def test_only_the_named_proxy_is_followed_and_no_netrc() -> None:
    """DESK-12: what stands in the environment of a shell sends no alert elsewhere."""
    ambient = {"HTTP_PROXY": "http://evil", "https_proxy": "http://evil", "ALL_PROXY": "x", "NETRC": "/tmp/n", "A": "b"}
    kept = notify.surroundings(ambient)
    assert "http://evil" not in kept.values()
    assert (kept["NETRC"], kept["A"]) == (os.devnull, "b")
    assert notify.surroundings({"TUI_DESK_PROXY": "http://proxy:3128"})["https_proxy"] == "http://proxy:3128"


def test_a_signed_token_never_stands_in_what_a_server_echoes() -> None:
    """DESK-12."""
    secret = base64.b32encode(b"a secret of the robot").decode().strip("=")
    assert secret not in notify.without_secrets(f"no such robot {secret}", f"dingtalk://{secret}@token/")
