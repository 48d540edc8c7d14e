from __future__ import annotations

import io
import json

from rich.console import Console

from tests.reports.samples import HOSTILE, results
from xlgoals.reports import jsonlines, text, words

EXPECTED = f"""\
in/甲.txt
  315001 水务局 · 2个项目，合计 1,334.50 万元 · 错误 1，警告 1，提示 2
  部门与全文
    提示 FND011  第9行  全部项目
        合计
  项目1　水库维修
    错误 FND001  第12行  预算数
        有问题
        → 请改正
    提示 VAL010  第30行  第2行指标·指标值
        有问题
        → 请改正
  项目2　{HOSTILE}
    警告 TXT001  第60行  绩效目标第1段
        有问题
        → 请改正

in/乙.xlsx
  315002 交通局 · 1个项目，合计 0.00 万元 · 错误 1，警告 0，提示 0
  项目1　（未填名称）
    错误 FND004  项目1!B5  预算数
        有问题
        → 请改正

in/好.txt
  315003 城管局 · 0个项目，合计 0.00 万元 · 没有发现问题

in/空.txt
  读不出来  文件是空的，没有内容。

共 4 个文件，3 个项目，预算数合计 1,334.50 万元。
错误 2，警告 1，提示 2；有问题的规则 5 条。
有 1 个文件读不出来。
另有 2 条低于所选级别，没有列出。
"""


def shown(*, terminal: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, highlight=False, soft_wrap=True, force_terminal=terminal)
    with results() as found:
        text.show(found, console)
    return file.getvalue()


def test_text_report() -> None:
    assert shown() == EXPECTED


def test_a_terminal_gets_colours_and_the_same_words() -> None:
    coloured = shown(terminal=True)
    assert "\x1b[1;31m错误" in coloured
    assert HOSTILE in coloured


def test_json_lines() -> None:
    with results() as found:
        records = [json.loads(line) for line in jsonlines.lines(found)]
    assert [(record["file"], record["code"]) for record in records] == [
        ("in/甲.txt", "FND011"),
        ("in/甲.txt", "FND001"),
        ("in/甲.txt", "VAL010"),
        ("in/甲.txt", "TXT001"),
        ("in/乙.xlsx", "FND004"),
        ("in/空.txt", jsonlines.UNREADABLE),
    ]
    assert records[4] == {
        "file": "in/乙.xlsx",
        "code": "FND004",
        "severity": "error",
        "place": {"sheet": "项目1", "cell": "B5"},
        "project": 1,
        "field": "projects[0].funding.total",
        "value": "",
        "message": "有问题",
        "suggestion": "请改正",
    }
    assert len({tuple(record) for record in records}) == 1


def test_fields_have_names_that_users_know() -> None:
    names = {
        "": "全文",
        "year": "预算年度",
        "duties[2].goal": "第3项职责·绩效目标",
        "overall_goal[1]": "总体绩效目标第2段",
        "lead_lines": "提示行",
        "lead_lines.overall": "提示行“部门年度发展规划目标”",
        "projects[1]": "项目",
        "projects[1].plan.march": "3月底",
        "projects[1].indicators[0]": "第1行指标·整行",
        "projects[1].indicators[0].extras[权重]": "第1行指标·权重",
    }
    assert {path: words.field_name(path) for path in names} == names
