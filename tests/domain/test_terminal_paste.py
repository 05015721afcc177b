"""A pasted terminal session becomes the steps of the record (REC-8)."""

from __future__ import annotations

import pytest

from tui_desk.domain.terminal_paste import MOST_STEPS, OUTPUT_CHARACTERS, OUTPUT_LINES, Ran, is_session, steps

SWITCH = """\
Core-SW1#show interfaces status | include err
Gi1/0/24  uplink   err-disabled 10  auto auto 10/100/1000BaseTX
Core-SW1#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
Core-SW1(config)#interface Gi1/0/24
Core-SW1(config-if)#no shutdown
Core-SW1(config-if)#end
Core-SW1#
"""


def test_each_command_of_a_switch_is_a_step_with_its_answer() -> None:
    """REC-8: steps in order, each with its command."""
    assert steps(SWITCH) == (
        Ran(
            "show interfaces status | include err",
            "Gi1/0/24  uplink   err-disabled 10  auto auto 10/100/1000BaseTX",
            "Core-SW1",
        ),
        Ran("conf t", "Enter configuration commands, one per line.  End with CNTL/Z.", "Core-SW1"),
        Ran("interface Gi1/0/24", "", "Core-SW1"),
        Ran("no shutdown", "", "Core-SW1"),
        Ran("end", "", "Core-SW1"),
    )


@pytest.mark.parametrize(
    ("line", "host", "command"),
    [
        ("$ df -h", "", "df -h"),
        ("# systemctl restart nginx", "", "systemctl restart nginx"),
        ("[root@oa-db1 ~]# mysqldump -A > /bak/all.sql", "oa-db1", "mysqldump -A > /bak/all.sql"),
        ("deploy@web-2:/var/www/站点$ git pull", "web-2", "git pull"),
        ("(venv) li@host:~$ pip list", "host", "pip list"),
        (r"PS C:\Users\李四> Get-Service Spooler", "", "Get-Service Spooler"),
        (r"C:\Windows\system32>ipconfig /flushdns", "", "ipconfig /flushdns"),
        ("<HUAWEI> display version", "HUAWEI", "display version"),
        ("[ERROR] disk full", "", None),
        ("% Invalid input detected at '^' marker.", "", None),
        ("修复#12 登录失败", "", None),
        ("[~HUAWEI] undo shutdown", "HUAWEI", "undo shutdown"),
        ("Switch>enable", "Switch", "enable"),
        ("Router(config-router)# network 10.0.0.0", "Router", "network 10.0.0.0"),
        ("admin@mx240> show chassis alarms", "mx240", "show chassis alarms"),
        ("mysql> show processlist;", "mysql", "show processlist;"),
        ("14:02:11 [root@db1 data]# ls", "db1", "ls"),
    ],
)
def test_the_prompts_of_shells_and_of_network_gear_are_known(line: str, host: str, command: str | None) -> None:
    """REC-8."""
    found = steps(line)
    assert found == (() if command is None else (Ran(command, "", host),))


@pytest.mark.parametrize(
    "text",
    [
        "联系用户确认输入无误\n核对员工信息",
        "1. 重启服务\n2. 观察30分钟",
        "- 清理缓存\n- 再次登录",
        "https://oa.example/login\n500",
        "",
        "\n\n",
    ],
)
def test_words_without_a_prompt_stay_words(text: str) -> None:
    """REC-8: what is no session is not taken apart."""
    assert steps(text) == ()
    assert not is_session(text)


def test_a_single_line_is_no_session() -> None:
    """REC-8: one command that is pasted goes where the cursor is."""
    assert not is_session("$ df -h")
    assert is_session("$ df -h\n/dev/sda1 98%")


def test_a_command_goes_on_behind_a_backslash() -> None:
    """REC-8: the whole command is one step."""
    assert steps("$ tar czf /bak/etc.tgz \\\n> /etc\n$ ls") == (Ran("tar czf /bak/etc.tgz /etc"), Ran("ls"))


def test_a_view_of_network_gear_is_told_from_a_line_of_a_log() -> None:
    """REC-8: "[ERROR]" among the answers is no prompt."""
    text = "<HW> system-view\n[HW] interface GE0/0/1\n[HW-GE0/0/1] undo shutdown\n[ERROR] busy"
    assert steps(text) == (
        Ran("system-view", "", "HW"),
        Ran("interface GE0/0/1", "", "HW"),
        Ran("undo shutdown", "[ERROR] busy", "HW-GE0/0/1"),
    )


def test_a_long_answer_keeps_its_beginning_and_its_end() -> None:
    """REC-8: a record is read by people; what was left out is counted."""
    output = "\n".join(f"line {n}" for n in range(100))
    (ran,) = steps(f"$ journalctl\n{output}\n--More--\n\n")
    lines = ran.output.split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("line 0", "line 99", OUTPUT_LINES + 1)
    assert "... (88)" in lines
    (wide,) = steps("$ cat x\n" + "很长" * 5000)
    assert len(wide.output) <= OUTPUT_CHARACTERS + 5


def test_hostile_and_huge_pastes_are_harmless() -> None:
    """REC-8: nothing in a paste acts on the terminal, and a megabyte is looked at in no time."""
    (ran,) = steps("$ ls \x1b[31mred\x1b[0m\x1b]52;c;aGk=\x07\nout\x00put")
    assert (ran.command, ran.output) == ("ls red", "output")
    assert len(steps("$ true\n" * 100_000)) == MOST_STEPS
    assert steps("[" * 500_000 + "\n" + "a@" * 200_000) == ()
