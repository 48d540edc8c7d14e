"""Texts as they come from the wild: a generated document, damaged the way files are."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.generated import department_text

fragments = st.sampled_from(
    [
        *("", " ", "\t", "\t\t", "\t ", "第一部分", "第二部分", "二、分项绩效目标"),
        *("\t一级指标", "\t二级指标", "\t三级指标", "\t绩效指标描述", "\t指标值"),
        *("\t产出指标", "\t数量指标", "\t≥95%", "\t324001某某局", "\t单位：万元", "\t项目编码"),
        *("\t指标值确定依据", "\t预算规模及资金用途", "\t资金支出计划（%）", "\t绩效目标"),
        *("续行", "1.某项目绩效目标表"),
        *("[bookmark: _GoBack]", "绩效目标：", "（一）某职责", "\u3000\u3000空格", "未识别内容"),
    ]
)


@st.composite
def mutated_texts(draw: st.DrawFn) -> str:
    """A generated document, damaged the way files are: lines lost, doubled, moved, cut off."""
    lines = department_text(draw(st.integers(0, 20)), projects=3, mistakes=True).split("\n")
    for _ in range(draw(st.integers(0, 12))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "insert", "indent", "pad", "cut"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "insert":
                lines.insert(at, draw(fragments))
            case "indent":
                lines[at] = draw(st.sampled_from(["\t", "\u3000\u3000", " ", "\u00a0"])) + lines[at]
            case "pad":
                lines[at] += draw(st.sampled_from(["\t", "  ", "\u3000"]))
            case _:
                lines = lines[: max(at, 30)]
    return "\n".join(lines)
