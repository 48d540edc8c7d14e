"""What the buttons of the ribbon do, by their names; every host calls these.

Each command works on the calling workbook (`xlwings.Book.caller()`), tells its user what came
of it, and raises nothing.  It is written against the public interface of xlwings, so it runs in
Excel and in LibreOffice alike.
"""

from __future__ import annotations

from typing import Final

from xlgoals.excel import inputs, navigate, normalise, outputs, overview, projects, validate
from xlgoals.excel.session import Command, command

__all__ = ["COMMANDS"]

COMMANDS: Final[dict[str, Command]] = {
    work.__name__: command(work)
    for work in (
        validate.validate_sheet,
        validate.validate_book,
        validate.clear_marks,
        navigate.previous_finding,
        navigate.next_finding,
        normalise.normalise,
        normalise.undo_normalise,
        inputs.import_document,
        inputs.import_folder,
        outputs.export_word,
        outputs.export_text,
        projects.add_project,
        overview.update_overview,
        overview.show_rules,
        overview.doctor,
    )
}
"""Commands by name: 校验本表, 校验全簿, 清除标记, 上一处, 下一处, 自动规范, 撤销规范, 导入文档,
批量导入, 导出Word, 导出文本, 新增项目, 更新汇总, 规则说明, 环境自检."""
