"""Small XBRL documents for tests: what a filing writes around the facts under test."""

from __future__ import annotations

NAMESPACES = {
    "xmlns:xbrli": "http://www.xbrl.org/2003/instance",
    "xmlns:link": "http://www.xbrl.org/2003/linkbase",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
    "xmlns:xbrldi": "http://xbrl.org/2006/xbrldi",
    "xmlns:iso4217": "http://www.xbrl.org/2003/iso4217",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:us-gaap": "http://fasb.org/us-gaap/2023",
    "xmlns:srt": "http://fasb.org/srt/2023",
    "xmlns:nvda": "http://www.nvidia.com/20240128",
}
INLINE_NAMESPACES = {
    **NAMESPACES,
    "xmlns": "http://www.w3.org/1999/xhtml",
    "xmlns:ix": "http://www.xbrl.org/2013/inlineXBRL",
    "xmlns:ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
    "xmlns:ixt3": "http://www.xbrl.org/inlineXBRL/transformation/2015-02-26",
    "xmlns:ixt1": "http://www.xbrl.org/inlineXBRL/transformation/2010-04-20",
    "xmlns:ixt5": "http://www.xbrl.org/inlineXBRL/transformation/2022-02-16",
    "xmlns:ixt-sec": "http://www.sec.gov/inlineXBRL/transformation/2015-08-31",
}

YEAR = (
    "<xbrli:period><xbrli:startDate>2023-01-30</xbrli:startDate>"
    "<xbrli:endDate>2024-01-28</xbrli:endDate></xbrli:period>"
)
INSTANT = "<xbrli:period><xbrli:instant>2024-01-28</xbrli:instant></xbrli:period>"
REVENUE = "us-gaap:Revenues"


def member(axis: str, name: str) -> str:
    return f'<xbrldi:explicitMember dimension="{axis}">{name}</xbrldi:explicitMember>'


def typed(axis: str, text: str) -> str:
    return (
        f'<xbrldi:typedMember dimension="{axis}"><nvda:Domain>{text}</nvda:Domain>'
        "</xbrldi:typedMember>"
    )


def context(name: str, period: str = YEAR, *, segment: str = "", scenario: str = "") -> str:
    inside = f"<xbrli:segment>{segment}</xbrli:segment>" if segment else ""
    after = f"<xbrli:scenario>{scenario}</xbrli:scenario>" if scenario else ""
    return (
        f'<xbrli:context id="{name}"><xbrli:entity>'
        f'<xbrli:identifier scheme="http://www.sec.gov/CIK">0001045810</xbrli:identifier>{inside}'
        f"</xbrli:entity>{period}{after}</xbrli:context>"
    )


def unit(name: str, *measures: str) -> str:
    inside = "".join(f"<xbrli:measure>{measure}</xbrli:measure>" for measure in measures)
    return f'<xbrli:unit id="{name}">{inside}</xbrli:unit>'


def divide(name: str, numerator: str, denominator: str) -> str:
    return (
        f'<xbrli:unit id="{name}"><xbrli:divide>'
        f"<xbrli:unitNumerator><xbrli:measure>{numerator}</xbrli:measure></xbrli:unitNumerator>"
        f"<xbrli:unitDenominator><xbrli:measure>{denominator}</xbrli:measure>"
        "</xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
    )


DEFAULTS = context("c-1") + context("c-2", INSTANT) + unit("usd", "iso4217:USD")


def _attributes(values: dict[str, str | None]) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items() if value is not None)


def item(text: str = "1000", concept: str = REVENUE, **changes: str | None) -> str:
    """A fact of an instance; an attribute given as None is left out."""
    attributes = {"contextRef": "c-1", "unitRef": "usd", "decimals": "-6", **changes}
    return f"<{concept}{_attributes(attributes)}>{text}</{concept}>"


def figure(text: str = "1,000", **changes: str | None) -> str:
    """An inline fact; an attribute given as None is left out."""
    attributes = {
        "name": REVENUE, "contextRef": "c-1", "unitRef": "usd", "decimals": "-6",
        "format": "ixt:num-dot-decimal", **changes,
    }  # fmt: skip
    return f"<ix:nonFraction{_attributes(attributes)}>{text}</ix:nonFraction>"


def instance(*parts: str, definitions: str = DEFAULTS, doctype: str = "") -> bytes:
    names = _attributes(dict(NAMESPACES))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{doctype}'
        f"<xbrli:xbrl{names}>{definitions}{''.join(parts)}</xbrli:xbrl>"
    ).encode()


def inline(*parts: str, definitions: str = DEFAULTS, hidden: str = "", doctype: str = "") -> bytes:
    names = _attributes(dict(INLINE_NAMESPACES))
    return (
        f"<?xml version='1.0' encoding='utf-8'?>{doctype}"
        f"<html{names}><head><title>10-K</title></head><body>"
        f'<div style="display:none"><ix:header><ix:hidden>{hidden}</ix:hidden>'
        f"<ix:resources>{definitions}</ix:resources></ix:header></div>"
        f"{''.join(f'<p>{part}</p>' for part in parts)}</body></html>"
    ).encode()
