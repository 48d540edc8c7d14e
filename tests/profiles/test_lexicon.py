"""What names and classes say."""

from __future__ import annotations

import pytest

from xlgoals import profiles

LEXICON = profiles.load("hebei").lexicon


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("验收合格率", "rate"),
        ("合格率（%）", "rate"),
        ("成本节约率", "rate"),
        ("服务对象满意度", "rate"),
        ("项目总成本", "money"),
        ("预算控制数", "money"),
        ("培训人数", "count"),
        ("完成时间", "time"),
        ("支出完成率", "rate fund"),
        ("按预算资金完成率（%）", "rate fund"),
        ("设备质量", ""),
    ],
)
def test_name_classes(name: str, says: str) -> None:
    found = LEXICON.name(name)._asdict()
    assert {key for key in found if key.startswith("is_") and found[key]} == {
        f"is_{word}" for word in says.split()
    }


def test_name_key_ignores_spaces_and_unit() -> None:
    assert LEXICON.name("合格 率（%）").key == LEXICON.name("合格率").key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("数量指标", "数量"),
        ("数 量", "数量"),
        ("环境效益", "生态效益"),
        ("社会指标", "社会效益"),
        ("满意度指标", "服务对象满意度"),
        ("没有", "没有"),
    ],
)
def test_level2_keys(written: str, key: str) -> None:
    assert LEXICON.level2(written) == key
