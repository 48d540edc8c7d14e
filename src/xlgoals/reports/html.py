"""Findings as one page that needs nothing but itself: totals, a heat map, filters, all findings.

The page is made in pieces, so that it need not fit in memory; every text of a document is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import islice
from typing import Final

import xlgoals
from xlgoals import messages
from xlgoals.checking import Checked, Results, Row
from xlgoals.checks import GROUPS, Severity, find
from xlgoals.messages import text
from xlgoals.reports import words

__all__ = ["pieces"]

_LANGUAGES: Final = {"zh": "zh-CN", "en": "en"}
_TOP_RULES: Final = 14
_UNREADABLE_NAMED: Final = 20
_DEEPEST: Final = 0.75


def pieces(results: Results) -> Iterator[str]:
    """The page, piece by piece."""
    yield from _head()
    yield _figures(results)
    yield _unreadable(results)
    yield '<div class="two">'
    yield from _heat(results)
    yield _rules(results)
    yield "</div>"
    yield _filters(results)
    for number, checked in enumerate(results, start=1):
        yield from _document(checked, number)
    yield f'<p id="nothing" hidden>{_say("nothing-shown")}</p>'
    yield f'<a class="all" href="#top">{_say("back")}</a></main>'
    yield f"<script>{_resource('page.js')}</script></body></html>\n"


def _say(key: str, **values: object) -> str:
    return escape(text(f"report.html.{key}", **values))


@cache
def _resource(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _head() -> Iterator[str]:
    digest = hashlib.sha256(_resource("page.js").encode()).digest()
    script = f"'sha256-{base64.b64encode(digest).decode()}'"
    title = escape(text("report.title"))
    made = _say("made", version=xlgoals.__version__)
    yield (
        f'<!DOCTYPE html>\n<html lang="{_LANGUAGES[messages.current_language()]}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        # The page can load nothing and run nothing but its own script, whatever a document holds.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        f" style-src 'unsafe-inline'; script-src {script}\">"
        f"<title>{title}</title><style>{_resource('page.css')}</style></head>\n"
        f'<body id="top"><header><div class="wrap"><h1>{title}</h1><p>{made}</p></div></header>'
        '<main class="wrap">'
    )


def _figures(results: Results) -> str:
    totals = results.totals
    figures = [
        ("", totals.files, _say("files")),
        ("", totals.projects, _say("projects")),
        ("", words.amount(totals.budget), _say("budget")),
        *(
            (level.word, totals.severities[level], words.severity(level))
            for level in words.GRAVEST_FIRST
        ),
    ]
    cells = (
        f'<div class="figure {kind}"><b>{number}</b><span>{name}</span></div>'
        for kind, number, name in figures
    )
    return f'<div class="figures">{"".join(cells)}</div>\n'


def _unreadable(results: Results) -> str:
    """Which files could not be read: they would be overlooked among many others."""
    count = results.totals.unreadable
    if not count:
        return ""
    failed = ((at, checked) for at, checked in enumerate(results, start=1) if checked.error)
    names = [
        f'<a href="#{_anchor(at, None)}">{escape(checked.job.source.name)}</a>'
        for at, checked in islice(failed, _UNREADABLE_NAMED)
    ]
    names += ["…"] if count > len(names) else []
    said = escape(text("report.summary-unreadable", count=count))
    return f'<p class="card problem">{said} {" · ".join(names)}</p>\n'


# --- The heat map: projects by groups of rules ------------------------------------------------


def _heat(results: Results) -> Iterator[str]:
    groups = "".join(f"<th>{escape(text(f'check-group.{group}'))}</th>" for group in GROUPS)
    yield (
        f'<div class="card"><h2>{_say("heat")}</h2><p class="hint">{_say("heat-hint")}</p>'
        f'<div class="heat"><table><thead><tr><th></th>{groups}<th>{_say("total")}</th></tr>'
        "</thead><tbody>"
    )
    for number, checked in enumerate(results, start=1):
        yield from _heat_of(checked, number)
    yield "</tbody></table></div></div>\n"


def _heat_of(checked: Checked, number: int) -> Iterator[str]:
    yield (
        f'<tr class="file"><th scope="row" colspan="{len(GROUPS) + 2}">'
        f"{escape(checked.job.label)}</th></tr>"
    )
    if checked.error:
        message = escape(words.error(checked))
        yield f'<tr><th scope="row" class="problem" colspan="{len(GROUPS) + 2}">{message}</th></tr>'
        return
    if checked.remarks:
        remarks = escape(words.remarks(checked))
        yield f'<tr><th scope="row" class="remark" colspan="{len(GROUPS) + 2}">{remarks}</th></tr>'
    found: dict[int | None, dict[str, list[Severity]]] = {}
    for row in checked.rows:
        found.setdefault(row.project, {}).setdefault(row.group, []).append(row.severity)
    if None in found:
        yield _heat_row(escape(text("report.whole")), _anchor(number, None), found[None])
    for at, project in enumerate(checked.projects):
        name = escape(words.project_name(project))
        yield _heat_row(name, _anchor(number, at), found.get(at, {}))


def _heat_row(name: str, anchor: str, found: dict[str, list[Severity]]) -> str:
    cells = "".join(_heat_cell(anchor, group, found.get(group, [])) for group in GROUPS)
    total = sum(map(len, found.values()))
    return f'<tr><th scope="row" title="{name}">{name}</th>{cells}<td class="sum">{total}</td></tr>'


def _heat_cell(anchor: str, group: str, levels: list[Severity]) -> str:
    if not levels:
        return "<td></td>"
    deep = min(_DEEPEST, 0.26 + 0.07 * len(levels))
    title = escape(words.counts(Counter(levels)))
    return (
        f'<td class="{max(levels).word}" style="--deep:{deep:.2f}"><a href="#{anchor}"'
        f' data-group="{group}" title="{title}">{len(levels)}</a></td>'
    )


def _anchor(number: int, project: int | None) -> str:
    return f"f{number}" if project is None else f"f{number}p{project + 1}"


# --- Rules and filters ------------------------------------------------------------------------


def _by_code(results: Results) -> list[tuple[str, int, Severity]]:
    """Codes with findings: how many, and the gravest severity; the most frequent first."""
    numbers: Counter[str] = Counter()
    gravest: dict[str, Severity] = {}
    for (code, level), number in results.totals.codes.items():
        numbers[code] += number
        gravest[code] = max(level, gravest.get(code, level))
    return [
        (code, number, gravest[code])
        for code, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    ]


def _rules(results: Results) -> str:
    found = _by_code(results)
    most = found[0][1] if found else 1
    items = (
        f'<li><button class="{level.word}" data-rule="{code}"><span class="code">{code}</span>'
        f'<span class="what"><i style="width:{100 * number / most:.0f}%"></i>'
        f'<em>{escape(find(code).title())}</em></span><span class="many">{number}</span>'
        "</button></li>"
        for code, number, level in found[:_TOP_RULES]
    )
    hint = _say("rules-hint", shown=min(len(found), _TOP_RULES), all=len(found))
    return (
        f'<div class="card"><h2>{_say("rule")}</h2><p class="hint">{hint}</p>'
        f'<ul class="bars">{"".join(items)}</ul></div>'
    )


def _filters(results: Results) -> str:
    totals = results.totals
    boxes = "".join(
        f'<label><input type="checkbox" name="severity" value="{level.word}" checked> '
        f'<span class="tag {level.word}">{words.severity(level)}'
        f" {totals.severities[level]}</span></label>"
        for level in words.GRAVEST_FIRST
    )
    template = text("report.html.shown", shown="{shown}", all="{all}")
    return (
        f'<div class="filters" id="findings"><fieldset>{boxes}</fieldset>'
        f'<label>{_say("rule")} <select id="code">{_options(results)}</select></label>'
        f'<label>{_say("search")} <input type="search" id="search"'
        f' placeholder="{_say("search-hint")}"></label>'
        f'<button type="button" id="reset">{_say("reset")}</button>'
        f'<output id="shown" data-words="{escape(template)}"'
        f' data-all="{totals.findings}"></output></div>\n'
    )


def _options(results: Results) -> str:
    found = {code: number for code, number, _ in _by_code(results)}
    parts = [f'<option value="">{_say("all-rules")}</option>']
    for group in GROUPS:
        codes = sorted(code for code in found if code[:-3] == group)
        if codes:
            name = escape(f"{group} {text(f'check-group.{group}')}")
            total = sum(found[code] for code in codes)
            parts.append(f'<option value="{group}">{name}（{total}）</option>')
            parts += (
                f'<option value="{code}">　{code} {escape(find(code).title())}（{found[code]}）'
                "</option>"
                for code in codes
            )
    return "".join(parts)


# --- Findings ---------------------------------------------------------------------------------


def _document(checked: Checked, number: int) -> Iterator[str]:
    yield (
        f'<section class="card document" id="{_anchor(number, None)}">'
        f"<h2>{escape(str(checked.job.source))}</h2>"
    )
    if checked.error:
        yield (
            f'<p class="problem">{escape(text("report.unreadable"))}：'
            f"{escape(words.error(checked))}</p></section>\n"
        )
        return
    department = f"{checked.department} · " if checked.department else ""
    line = text(
        "report.file-line",
        department=department,
        projects=len(checked.projects),
        budget=words.amount(checked.budget),
    )
    counts = words.counts(checked.counts()) if checked.rows else text("report.none")
    yield f'<p class="hint">{escape(line)} · {escape(counts)}</p>'
    for project, rows in words.by_project(checked.rows):
        if project is None:
            name, anchor = text("report.whole"), f"f{number}p0"
        else:
            name, anchor = words.project_name(checked.projects[project]), _anchor(number, project)
        yield _part(name, anchor, rows)
    yield "</section>\n"


def _part(name: str, anchor: str, rows: Sequence[Row]) -> str:
    columns = ("severity", "code", "place", "field", "value", "message")
    header = "".join(
        f'<th class="c{at}">{_say(column)}</th>' for at, column in enumerate(columns, start=1)
    )
    return (
        f'<div class="part"><h3 id="{anchor}">{escape(name)}</h3><table class="found">'
        f"<thead><tr>{header}</tr></thead><tbody>{''.join(_rows(rows))}</tbody></table></div>\n"
    )


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        level = row.severity
        advice = f'<p class="advice">{escape(row.suggestion)}</p>' if row.suggestion else ""
        fix = f"<small>{_say(f'fixable-{row.fix}')}</small>" if row.fix else ""
        yield (
            f'<tr class="f" data-s="{level.word}" data-c="{row.code}">'
            f'<td><span class="tag {level.word}">{words.severity(level)}</span></td>'
            f'<td class="code" title="{escape(find(row.code).title())}">{row.code}</td>'
            f'<td class="place">{escape(words.place_name(row.place))}</td>'
            f"<td>{escape(words.field_name(row.field))}</td>"
            f'<td class="value">{escape(words.written(row.value))}</td>'
            f"<td><p>{escape(row.message)}</p>{advice}{fix}</td></tr>\n"
        )
