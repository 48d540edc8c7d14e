"""The ribbon: its buttons, what they call, and their pictures."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from lxml import etree
from PIL import Image, ImageChops

from tools import icons
from xlgoals.excel import vba_ribbon
from xlgoals.excel.vba_project import modules
from xlgoals.resources import shipped

LABELS = [
    *("校验本表", "校验全簿", "清除标记", "上一处", "下一处", "自动规范", "撤销规范", "导入文档"),
    *("批量导入", "导出Word", "导出文本", "新增项目", "更新汇总", "规则说明", "环境自检"),
]
SIGNATURES = {
    "onLoad": "ribbon As Object",
    "onAction": "control As Object",
    "getLabel": "control As Object, ByRef returned As Variant",
    "getSupertip": "control As Object, ByRef returned As Variant",
    "getVisible": "control As Object, ByRef returned As Variant",
}
ROOT = etree.fromstring(shipped("addin", "ribbon.xml").read_bytes())
CALLBACKS = sorted(
    (attribute, str(callback))
    for node in ROOT.iter(etree.Element)
    for attribute, callback in node.attrib.items()
    if str(attribute).startswith(("on", "get"))
)
BUTTONS = list(ROOT.iterfind(".//{*}button"))


def test_the_buttons_are_these() -> None:
    assert sorted(str(button.get("label")) for button in BUTTONS) == sorted(LABELS)
    for button in BUTTONS:
        assert button.get("supertip"), button.get("label")
        assert button.get("screentip"), button.get("label")


@pytest.mark.parametrize(("attribute", "callback"), CALLBACKS)
def test_a_callback_is_a_public_sub_of_one_line(attribute: str, callback: str) -> None:
    code = "".join(module.source for module in modules(xlwings=""))
    wanted = rf"^Public Sub {callback}\({re.escape(SIGNATURES[attribute])}\)\r\n.*\r\nEnd Sub\r$"
    assert len(re.findall(wanted, code, re.MULTILINE)) == 1


def test_no_callback_is_left_over() -> None:
    (ribbon,) = (one for one in modules(xlwings="") if one.name == "XlgRibbon")
    subs = re.findall(r"Public Sub (\w+)", ribbon.source)
    assert sorted(subs) == sorted(callback for _, callback in CALLBACKS)


def test_a_button_runs_the_command_that_its_picture_names() -> None:
    (ribbon,) = (one for one in modules(xlwings="") if one.name == "XlgRibbon")
    keys = dict(re.findall(r'Public Sub (\w+)\(.*\r\n    RunCommand "(\w+)"', ribbon.source))
    keys["OnDoctor"] = "doctor"
    assert {str(one.get("onAction")): one.get("image") for one in BUTTONS} == keys


def test_every_command_is_one_of_pythons() -> None:
    from xlgoals.excel.commands import COMMANDS

    assert {str(button.get("image")) for button in BUTTONS} == set(COMMANDS)


def test_both_parts_are_the_same_but_for_the_name_space() -> None:
    parts = vba_ribbon.parts()
    shapes = []
    for name, namespace in vba_ribbon.NAMESPACES.items():
        root = etree.fromstring(parts[name])
        assert root.tag == f"{{{namespace}}}customUI"
        shapes.append([(etree.QName(one).localname, dict(one.attrib)) for one in root.iter("*")])
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("name", vba_ribbon.NAMESPACES)
def test_every_picture_is_in_the_file(name: str) -> None:
    parts = vba_ribbon.parts()
    rels = etree.fromstring(parts[f"customUI/_rels/{name.removeprefix('customUI/')}.rels"])
    targets = {str(one.get("Id")): f"customUI/{one.get('Target')}" for one in rels}
    root = etree.fromstring(parts[name])
    assert {str(one.get("image")) for one in root.iterfind(".//*[@image]")} == set(targets)
    for button in root.iterfind(".//*[@image]"):
        with Image.open(BytesIO(parts[targets[str(button.get("image"))]])) as picture:
            assert picture.size[0] == (64 if button.get("size") == "large" else 32)
    assert b"imageMso" not in parts[name]


@pytest.mark.parametrize("size", icons.SIZES)
@pytest.mark.parametrize("name", icons.ICONS)
def test_a_committed_icon_is_what_the_script_draws(name: str, size: int) -> None:
    drawn = icons.draw(name, size)
    with Image.open(shipped("addin/icons", f"{name}-{size}.png")) as committed:
        assert committed.size == (size, size)
        difference = ImageChops.difference(committed.convert("RGBA"), drawn)
    # Another release of pillow may round an edge otherwise.
    assert max(difference.tobytes()) <= 8
    alpha = drawn.getchannel("A")
    assert [alpha.getpixel(at) for at in ((0, 0), (size - 1, 0))] == [0, 0], "no ground"


def test_icons_differ_from_each_other() -> None:
    assert len({icons.draw(name, 16).tobytes() for name in icons.ICONS}) == len(LABELS)
