"""What is chosen on a page stands in its address, so that it can be sent and gone back to.

Streamlit keeps a control and the address in step by the label of what is chosen; here an address
may also name it by its code, and says so where it asks for what there is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")

# More than this many are a list to search in place of a row of buttons.
_FEW = 6


def words(code: object) -> str:
    """A code as words: `with_finance_leases` is "with finance leases"."""
    return str(code).replace("_", " ")


def choice(
    label: str,
    options: Sequence[_T],
    key: str,
    *,
    default: _T,
    spoken: Callable[[_T], str] = words,
) -> _T:
    """One of the options, as the control or the address says."""
    _take_codes(label, options, key, spoken)
    if len(options) <= _FEW:
        chosen = st.segmented_control(
            label,
            options,
            default=default,
            required=True,
            format_func=spoken,
            key=key,
            bind="query-params",
            wrap=True,
        )
    else:
        chosen = st.selectbox(
            label,
            options,
            index=options.index(default),
            format_func=spoken,
            key=key,
            bind="query-params",
        )
    return default if chosen is None else chosen


def choices(
    label: str,
    options: Sequence[_T],
    key: str,
    *,
    default: Sequence[_T],
    spoken: Callable[[_T], str] = words,
) -> list[_T]:
    """Several of the options, in their order."""
    _take_codes(label, options, key, spoken)
    chosen = st.multiselect(
        label, options, default=default, format_func=spoken, key=key, bind="query-params"
    )
    return [each for each in options if each in chosen]


def switch(label: str, key: str, *, note: str | None = None) -> bool:
    """Something that is off unless the control or the address says otherwise."""
    return st.toggle(label, key=key, bind="query-params", help=note)


def day(label: str, first: dt.date, last: dt.date, key: str, *, default: dt.date) -> dt.date:
    """A day, by a slider."""
    return st.slider(
        label,
        first,
        last,
        min(max(default, first), last),
        format="YYYY-MM-DD",
        key=key,
        bind="query-params",
    )


def number(label: str, low: float, high: float, key: str, *, default: float, step: float) -> float:
    """A number between two ends, by a slider."""
    return st.slider(label, low, high, default, step, format="%.4g", key=key, bind="query-params")


def maybe(
    label: str, options: Sequence[_T], key: str, *, invitation: str, spoken: Callable[[_T], str]
) -> _T | None:
    """One of the options, or none as long as nobody chose."""
    _take_codes(label, options, key, spoken)
    return st.selectbox(
        label,
        options,
        index=None,
        placeholder=invitation,
        format_func=spoken,
        key=key,
        bind="query-params",
    )


def _take_codes(label: str, options: Sequence[_T], key: str, spoken: Callable[[_T], str]) -> None:
    """What an address that was just opened asks for by code, or asks for in vain."""
    asked = st.query_params.get_all(key)
    if key in st.session_state or not asked:
        return
    by_code = {str(option): option for option in options}
    labels = {spoken(option) for option in options}
    unknown = [each for each in asked if each not in labels and each not in by_code]
    if unknown:
        st.info(
            f"The address asks for {label.lower()} {', '.join(unknown)}, which is not published "
            "here: what is shown instead is chosen below."
        )
    elif not set(asked) <= labels:
        found = [by_code[each] for each in asked if each in by_code]
        st.session_state[key] = found if len(found) > 1 else found[0]
