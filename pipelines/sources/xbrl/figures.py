"""The text of a figure as an exact number: XML decimals, and inline formats, scale and sign.

Never through a float. A number that the table's type cannot hold exactly is refused.

Source of the formats: XBRL International's transformation rules registries 1 to 5 and the SEC's
of 2015-08-31. Only numeric formats are here; those of dates and texts are no figures.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow
from typing import TYPE_CHECKING

from pipelines.sources.xbrl.number_words import number_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

_REGISTRIES = frozenset(
    {
        "http://www.xbrl.org/2008/inlineXBRL/transformation",
        "http://www.xbrl.org/inlineXBRL/transformation/2010-04-20",
        "http://www.xbrl.org/inlineXBRL/transformation/2011-07-31",
        "http://www.xbrl.org/inlineXBRL/transformation/2015-02-26",
        "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
        "http://www.xbrl.org/inlineXBRL/transformation/2022-02-16",
    }
)
_SEC_REGISTRY = "http://www.sec.gov/inlineXBRL/transformation/2015-08-31"

# `contracts.Type.FILED_NUMBER`: 28 digits before the point, 10 after.
_QUANTUM = Decimal("1E-10")
_EXACT = Context(prec=38, traps=[Inexact, InvalidOperation, Overflow])
_LONGEST = 100
_FARTHEST = 60

_XML_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_UNSIGNED = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_SCALE = re.compile(r"[+-]?[0-9]{1,2}")
_DECIMALS = re.compile(r"[+-]?[0-9]{1,4}")
_SEPARATORS = re.compile(r"[,.' \u00a0\u2019`´′\s]")


class UnusableFactError(Exception):
    """One fact cannot be taken; the message ends a sentence that began with the fact's name."""


def _written(pattern: str, point: str) -> Callable[[str], str | None]:
    """A transform that takes text of this shape, whose decimals follow `point`."""
    shape = re.compile(pattern)

    def transform(text: str) -> str | None:
        if not shape.fullmatch(text):
            return None
        whole, _, fraction = text.partition(point)
        whole, fraction = _digits(whole), _digits(fraction)
        return f"{whole or '0'}.{fraction or '0'}" if whole or fraction else None

    return transform


def _digits(text: str) -> str:
    return text if text.isdigit() else _SEPARATORS.sub("", text)


def _zero(text: str) -> str | None:
    del text
    return "0"


def _dash(text: str) -> str | None:
    return "0" if re.fullmatch(r"[-‐‑‒–—―−]+", text) else None


def _in_words(text: str) -> str | None:
    number = number_in_words(text)
    return None if number is None else str(number)


# Registries 1 to 3: groups of three. Registries 4 and 5: separators anywhere.
_DOT_GROUPS = _written(r"[0-9]{1,3}(?:[,\s\u00a0]?[0-9]{3})*(?:\.[0-9]+)?", ".")
_COMMA_GROUPS = _written(r"[0-9]{1,3}(?:[.\s\u00a0]?[0-9]{3})*(?:,[0-9]+)?", ",")
_DOT = _written(r"[,\s\u00a00-9]*(?:\.[\s\u00a00-9]+)?", ".")
_COMMA = _written(r"[.\s\u00a00-9]*(?:,[\s\u00a00-9]+)?", ",")
_DOT_APOSTROPHE = _written(r"[,'`´’′\s\u00a00-9]*(?:\.[\s\u00a00-9]+)?", ".")
_COMMA_APOSTROPHE = _written(r"[.'`´’′\s\u00a00-9]*(?:,[\s\u00a00-9]+)?", ",")
_INDIAN = _written(r"(?:[0-9]{1,2}[,\s\u00a0])*[0-9]{1,3}(?:\.[0-9]+)?", ".")

# Of the names of different registries none means two things.
_TRANSFORMS: dict[str, Callable[[str], str | None]] = {
    "numcommadot": _DOT_GROUPS,
    "numspacedot": _DOT_GROUPS,
    "numdotdecimal": _DOT_GROUPS,
    "numdotcomma": _COMMA_GROUPS,
    "numspacecomma": _COMMA_GROUPS,
    "numcomma": _COMMA_GROUPS,
    "numcommadecimal": _COMMA_GROUPS,
    "numdotdecimalin": _INDIAN,
    "num-dot-decimal": _DOT,
    "num-comma-decimal": _COMMA,
    "num-dot-decimal-apos": _DOT_APOSTROPHE,
    "num-comma-decimal-apos": _COMMA_APOSTROPHE,
    "numdash": _dash,
    "zerodash": _dash,
    "fixed-zero": _zero,
}


def xml_number(text: str) -> Decimal:
    """The number that an instance states: an XML Schema decimal, or one with an exponent.

    Raises:
        UnusableFactError: the text is not a number, or none that ten decimals hold exactly.
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST or not _XML_DECIMAL.fullmatch(stripped):
        raise UnusableFactError(f"{_shown(stripped)} is not a number")
    return _exact(Decimal(stripped), 0)


def inline_number(
    text: str, format_name: tuple[str | None, str] | None, scale: str | None, sign: str | None
) -> Decimal:
    """The number that an inline fact states: its text by its format, times 10^scale, signed.

    Args:
        text: the text between the tags.
        format_name: namespace and local name of its format, None if it has none.
        scale: its scale, None for 0.
        sign: `-` or None; the text itself has no sign (Inline XBRL 1.1, section 10).

    Raises:
        UnusableFactError: the format is unknown, the text is not of that format, the scale or
            sign is unreadable, or ten decimals do not hold the number exactly.
    """
    stripped = text.strip()
    if sign not in {None, "-"}:
        raise UnusableFactError(f"the sign {_shown(sign or '')} is not -")
    if scale is not None and not _SCALE.fullmatch(scale.strip()):
        raise UnusableFactError(f"the scale {_shown(scale)} is not a small whole number")
    if len(stripped) > _LONGEST:
        raise UnusableFactError(f"{_shown(stripped)} is not a number")
    number = _exact(Decimal(_plain(stripped, format_name)), int(scale) if scale else 0)
    # Negation by operator would round to the default context's 28 digits.
    return number.copy_negate() if sign and number else number


def decimals_of(decimals: str | None, precision: str | None, number: Decimal) -> int | None:
    """To how many decimals a number is stated; None if it is exact (INF).

    A precision is turned into decimals as XBRL 2.1, section 4.6.6 says.

    Raises:
        UnusableFactError: neither is stated, or it is unreadable.
    """
    if decimals is not None:
        if decimals.strip() == "INF":
            return None
        if _DECIMALS.fullmatch(decimals.strip()):
            return int(decimals)
        raise UnusableFactError(
            f"its decimals {_shown(decimals)} are not a whole number and not INF"
        )
    if precision is None:
        raise UnusableFactError("it says neither decimals nor precision")
    if precision.strip() == "INF":
        return None
    if not re.fullmatch(r"0*[1-9][0-9]{0,3}", precision.strip()):
        raise UnusableFactError(f"its precision {_shown(precision)} is not a count of digits")
    return int(precision) - (number.adjusted() if number else 0) - 1


def _plain(text: str, format_name: tuple[str | None, str] | None) -> str:
    """The text of a figure as digits with a point."""
    if format_name is None:
        if not _UNSIGNED.fullmatch(text):
            raise UnusableFactError(
                f"{_shown(text)} without a format is not a number without a sign"
            )
        return text
    namespace, name = format_name
    transform = None
    if namespace in _REGISTRIES:
        transform = _TRANSFORMS.get(name)
    elif namespace == _SEC_REGISTRY and name == "numwordsen":
        transform = _in_words
    if transform is None:
        raise UnusableFactError(
            f"its format {name} of {namespace} is not one that the ledger knows: add it to "
            "sources/xbrl/figures.py if it is one of figures"
        )
    plain = transform(text)
    if plain is None:
        raise UnusableFactError(f"{_shown(text)} is not of its format {name}")
    return plain


def _exact(number: Decimal, scale: int) -> Decimal:
    """The number times 10^scale with ten decimals, every digit kept."""
    if not number:
        return _QUANTUM * 0
    if not -_FARTHEST < number.adjusted() < _FARTHEST:
        raise UnusableFactError("its number is beyond 28 digits and ten decimals")
    try:
        scaled = number.scaleb(scale, _EXACT) if scale else number
        return scaled.quantize(_QUANTUM, context=_EXACT)
    except DecimalException:
        raise UnusableFactError("its number is beyond 28 digits and ten decimals") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
