"""The reference of rules, made from the registry: as Markdown, and one rule as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlgoals import messages, profiles
from xlgoals.checks import GROUPS, Check, all_checks, load_profile, severities
from xlgoals.checks.examples import Example, examples_of
from xlgoals.messages import text as say
from xlgoals.reports import words

__all__ = ["as_text", "markdown", "rule_markdown", "table"]

_OWN_PROFILE: Final = 'extends = "hebei"\n\n[severity]\nIND009 = "off"\nVAL008 = "error"'


def table() -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the overview: code, name, severity by profile, fix."""
    names = profiles.names()
    headers = [say("rules.column-code"), say("rules.column-title")]
    headers += [say("rules.column-severity", profile=name) for name in names]
    rows = []
    for check in all_checks():
        levels = [_levels(check, name) for name in names]
        rows.append([check.code, check.title(), *levels, _fix(check)])
    return [*headers, say("rules.column-fix")], rows


def _level(check: Check, variant: str, profile: str) -> str:
    level = severities(check, load_profile(profile))[variant]
    return say("rules.off") if level is None else words.severity(level)


def _levels(check: Check, profile: str) -> str:
    """Every severity that the check may have under a profile, that of its main kind first."""
    return "/".join(dict.fromkeys(_level(check, name, profile) for name in ("", *check.variants)))


def _pair(name: str, text: str) -> str:
    return say("rules.pair", name=name, text=text)


def _fix(check: Check) -> str:
    return say(f"fix-{check.fix}") if check.fix else say("rules.no-fix")


# --- Markdown ---------------------------------------------------------------------------------


def markdown() -> str:
    """The whole reference in the language of this run."""
    headers, rows = table()
    parts = [f"# {say('rules.title')}"]
    parts.append(say("rules.intro", count=len(rows), groups=len(GROUPS)))
    parts.append(say("rules.notation"))
    parts.append(f"{say('rules.profiles')}\n\n```toml\n{_OWN_PROFILE}\n```")
    for group in GROUPS:
        parts.append(f"## {group} {say(f'check-group.{group}')}")
        inside = [row for row in rows if row[0][:-3] == group]
        parts.append(_markdown_table(headers, inside))
        parts += (rule_markdown(check) for check in all_checks() if check.group == group)
    return "\n\n".join(parts) + "\n"


def _markdown_table(headers: list[str], rows: list[list[str]]) -> str:
    lines = [headers, ["---"] * len(headers)]
    # The code is the heading's first word: the link goes there in every reader of Markdown.
    lines += ([f"[{code}](#{code.lower()})", *rest] for code, *rest in rows)
    return "\n".join("| " + " | ".join(map(_escaped, cells)) + " |" for cells in lines)


def _escaped(text: str) -> str:
    for mark in "\\|*_<>":
        text = text.replace(mark, f"\\{mark}")
    return text


def rule_markdown(check: Check) -> str:
    """One rule in full, under a heading of the third level."""
    parts = [f"### {check.code}", f"**{_escaped(check.title())}**"]
    parts += ["\n".join(_severity_lines(check)), f"**{say('rules.why')}** {_escaped(check.why())}"]
    parts += (_example_markdown(example) for example in examples_of(check.code))
    return "\n\n".join(parts)


def _severity_lines(check: Check) -> Iterator[str]:
    for variant in ("", *check.variants):
        name = say("rules.variant", name=f"`{check.code}:{variant}`") if variant else ""
        levels = (f"{p} {_level(check, variant, p)}" for p in profiles.names())
        yield f"- {_pair(name or say('rules.severity'), say('rules.comma').join(levels))}"
    yield f"- {_pair(say('rules.fix'), _fix(check))}"
    if check.layout:
        yield f"- {say('rules.layout')}"
    if check.unless:
        yield f"- {say('rules.unless', codes='、'.join(check.unless))}"


def _example_markdown(example: Example) -> str:
    heading = f"{example.code}:{example.variant}" if example.variant else ""
    parts = [f"**{say('rules.variant', name=heading)}**"] if heading else []
    profile = _setting(example)
    if profile:
        parts.append(_pair(say("rules.setting"), f"`{profile}`"))
    for key, notation in (("bad", example.bad), ("beside", example.beside), ("good", example.good)):
        if notation or key == "good":
            parts.append(f"{say(f'rules.{key}')}\n\n```text\n{_shown(notation)}\n```")
        if key == "bad":
            parts.append(
                "\n".join(f"> {_escaped(line)}\n>" for line in _found(example)).rstrip(">")
            )
    return "\n\n".join(part.rstrip() for part in parts)


def _shown(notation: str) -> str:
    return notation.strip() or say("rules.base")


def _setting(example: Example) -> str:
    settings = [] if example.profile == profiles.DEFAULT else [f'extends = "{example.profile}"']
    settings += (f"{name} = {value!r}" for name, value in example.settings.items())
    return "; ".join(settings)


def _found(example: Example) -> Iterator[str]:
    """What is said of the bad example: where, what is wrong, and what to do."""
    found = [f for f in example.judged(example.bad_document()) if f.code == example.code]
    language = messages.current_language()
    for finding in found:
        if finding.field in example.at:
            level = words.severity(finding.severity)
            name = words.field_name(finding.field)
            advice = finding.suggestion_in(language)
            yield f"{level}　{_pair(name, finding.message_in(language))}　→ {advice}"
            if finding.fix is not None and finding.field in {e.field for e in finding.fix.edits}:
                new = next(e.text for e in finding.fix.edits if e.field == finding.field)
                if new:
                    yield _pair(say("rules.fixed"), new)


# --- Text -------------------------------------------------------------------------------------


def as_text(check: Check) -> str:
    """One rule in full, for a terminal."""
    lines = [f"{check.code}　{check.title()}", ""]
    lines += (line.replace("`", "") for line in _severity_lines(check))
    lines += ["", say("rules.why"), f"  {check.why()}"]
    for example in examples_of(check.code):
        if example.variant:
            lines += ["", say("rules.variant", name=f"{example.code}:{example.variant}")]
        if setting := _setting(example):
            lines += ["", _pair(say("rules.setting"), setting)]
        lines += ["", say("rules.bad"), *_indented(example.bad)]
        lines += (f"  → {line}" for line in _found(example))
        if example.beside:
            lines += ["", say("rules.beside"), *_indented(example.beside)]
        lines += ["", say("rules.good"), *_indented(example.good)]
    return "\n".join(lines)


def _indented(notation: str) -> list[str]:
    return [f"  {line}" for line in _shown(notation).splitlines()]
