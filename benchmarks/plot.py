"""The plot of a large batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

__all__ = ["draw"]

_COLOURS = {1: "#1f5fa8", 2: "#2e8b57"}
_OTHERS = ("#b3261e", "#8a5a00")


def draw(
    path: Path,
    batches: Sequence[tuple[int, int, float]],
    peers: Mapping[str, float],
    stages: Mapping[str, float],
) -> None:
    """Draw seconds by documents, and the stages of one document.

    Args:
        path: The picture, a PNG.
        batches: Documents, processes, seconds.
        peers: What others take for writing alone, in milliseconds a document.
        stages: What ours are, in milliseconds a document.

    Raises:
        ImportError: matplotlib (the extra `bench`) is not installed.
    """
    import_module("matplotlib").use("Agg")
    pyplot = import_module("matplotlib.pyplot")
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.2), width_ratios=(3, 2))
    counts = sorted({count for count, _, _ in batches})
    for processes in sorted({number for _, number, _ in batches}):
        own = [(count, seconds) for count, number, seconds in batches if number == processes]
        label = f"xlgoals import, {processes} process{'es' * (processes > 1)}"
        left.plot(*zip(*own, strict=True), "o-", color=_COLOURS.get(processes), label=label)
    for (name, cost), colour in zip(peers.items(), _OTHERS, strict=False):
        seconds = [count * cost / 1e3 for count in counts]
        label = f"{name}, writing alone, 1 process (sampled)"
        left.plot(counts, seconds, "--", color=colour, label=label)
    left.set(xscale="log", yscale="log", xlabel="documents of 13 projects", ylabel="seconds")
    left.set_xticks(counts, [f"{count:,}" for count in counts])
    left.minorticks_off()
    left.grid(alpha=0.3)
    left.legend(fontsize=8)
    left.set_title("Text in, all checks, workbook with findings out", fontsize=10)
    names = list(stages)[::-1]
    bars = right.barh(names, [stages[name] for name in names], color=_COLOURS[1])
    right.bar_label(bars, fmt="%.2f", padding=3, fontsize=8)
    right.set(xlabel="CPU milliseconds a document")
    right.margins(x=0.15)
    right.tick_params(axis="y", labelsize=8)
    right.set_title("Where it goes", fontsize=10)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    # No date in it: the same figures give the same file.
    figure.savefig(path, dpi=110, metadata={"Software": None})
    pyplot.close(figure)
