"""What a point was made of: its tree of operands, each with the link to its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pipelines.dashboard import data, state
from pipelines.publish import telling
from pipelines.publish.trace import Fact, NoSuchFact, find_lineage
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping


def clicked(chart_key: str, figure_key: str, known: Mapping[str, str]) -> None:
    """Take the lineage of the point that was clicked on a chart, if it has one."""
    points = st.session_state[chart_key].selection.points
    found = [entry for point in points for entry in point.get("customdata") or ()]
    if found and found[0] in known:
        st.session_state[figure_key] = found[0]


def panel(figure_key: str, known: Mapping[str, str]) -> None:
    """A list of the chart's points, and the tree of the one that was clicked or chosen.

    Args:
        figure_key: the control's key, and its name in the address.
        known: what each lineage_id is called.
    """
    chosen = state.maybe(
        "Where a figure comes from",
        list(known),
        figure_key,
        invitation="Click a point of the chart, or choose a figure here",
        spoken=lambda lineage_id: known.get(lineage_id, lineage_id),
    )
    if chosen is not None:
        with st.container(border=True):
            st.markdown(tree(chosen))


@st.cache_data(show_spinner=False, max_entries=200)
def _tree(lineage_id: str, of_file: str) -> str:
    with data.READING:
        try:
            facts = find_lineage(load_settings(), lineage_id)
        except NoSuchFact as error:
            return _plain(str(error))
    return "\n".join(line for fact in facts for line in _lines(fact, 0))


def tree(lineage_id: str) -> str:
    """The facts under a lineage_id as nested lists of Markdown, with links to the documents."""
    return _tree(lineage_id, data.identity())


def _lines(fact: Fact, depth: int) -> list[str]:
    lines = [_item(depth, f"**{_plain(telling.headline(fact))}**")]
    lines += [_item(depth + 1, _plain(line)) for line in telling.about(fact)]
    groups = telling.by_company(fact)
    for subtotal, parts in groups:
        lines.append(_item(depth + 1, f"**{_plain(subtotal)}**"))
        lines += [line for part in parts for line in _lines(part, depth + 2)]
    if not groups:
        lines += [line for part in fact.parts for line in _lines(part, depth + 1)]
    if not fact.parts:
        for operand in fact.operands:
            lines.append(_item(depth + 1, _plain(telling.operand(operand))))
            lines += [_item(depth + 2, line) for line in _origin(telling.origin(operand))]
    if fact.traced.adds_up:
        lines.append(_item(depth + 1, _plain(telling.sum_of(fact)[0])))
    return lines


def _origin(origin: telling.Origin) -> list[str]:
    lines = [_plain(member) for member in origin.members]
    said = origin.document or origin.citation or origin.url
    if origin.url and said:
        lines.append(f"[{_plain(said)}]({origin.url})")
    elif said:
        lines.append(_plain(said))
    if origin.citation and origin.document:
        lines.append(_plain(origin.citation))
    return lines


def _item(depth: int, text: str) -> str:
    return f"{'    ' * depth}- {text}"


def _plain(text: str) -> str:
    """Text that Markdown takes as it stands."""
    return "".join(f"\\{each}" if each in "\\`*_{}[]()#+-.!|$~<>:" else each for each in text)
