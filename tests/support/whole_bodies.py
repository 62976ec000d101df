"""Bodies of the exchanges in Taiwan, the Federal Reserve and the ECB."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from pipelines.registry import Company, Registry
from pipelines.settings import Settings
from tests.support.api_bodies import registry

FIELDS = (
    "出表日期",
    "資料年月",
    "公司代號",
    "公司名稱",
    "產業別",
    "營業收入-當月營收",
    "營業收入-上月營收",
    "營業收入-去年當月營收",
    "營業收入-上月比較增減(%)",
    "營業收入-去年同月增減(%)",
    "累計營業收入-當月累計營收",
    "累計營業收入-去年累計營收",
    "累計營業收入-前期比較增減(%)",
    "備註",
)
ENGLISH = (
    "Date\tDate\tNumber\tName\tIndustry\tRevenue for the month\tLast month's revenue\t"
    "Last year's monthly revenue\tCompared with last month(%)\t"
    "Change in the same month last year(%)\tCumulative revenue for the month\t"
    "Cumulative revenue last year\t"
    "Compared with the increase and decrease in the previous period(%)\t備註"
)


def report(
    code: str = "2330",
    month: str = "11402",
    date: str = "1140317",
    amounts: tuple[str, str, str] = ("260008796", "293288038", "181648270"),
) -> list[str]:
    """The cells of one security in a monthly report."""
    return [date, month, code, "某公司", "半導體業", *amounts, "1.5", "-2.5", "9", "8", "12.5", "-"]


def as_json(*rows: list[str]) -> bytes:
    cells = [dict(zip(FIELDS, row, strict=True)) for row in rows]
    return json.dumps(cells, ensure_ascii=False).encode()


def as_csv(*rows: list[str]) -> bytes:
    """As the exchange offers it: UTF-8 with a byte order mark, all cells quoted."""
    lines = [",".join(FIELDS), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def as_big5_tabs(*rows: list[str]) -> bytes:
    """As a spreadsheet saves it again."""
    return "\r\n".join([ENGLISH, *("\t".join(row) for row in rows), ""]).encode("cp950")


def h10_body(
    series: dict[str, list[str]], dates: list[str], multipliers: str = "1", cut: int = 0
) -> bytes:
    """A CSV of the Data Download Program: series name to its rates."""
    names = list(series)
    head = {
        "Series Description": [f"about {name}" for name in names],
        "Unit:": ["Currency:_Per_Currency"] * len(names),
        "Multiplier:": [multipliers] * len(names),
        "Currency:": ["NA"] * len(names),
        "Unique Identifier: ": [f"H10/H10/{name}" for name in names],
        "Time Period": names,
    }
    lines = [",".join(f'"{cell}"' for cell in (label, *cells)) for label, cells in head.items()]
    for place, date in enumerate(dates):
        lines.append(",".join((date, *(rates[place] for rates in series.values()))))
    body = "\n".join((*lines, "")).encode()
    return body[: len(body) - cut]


def ecb_body(rows: list[str], name: str = "eurofxref-hist.csv", more: int = 0) -> bytes:
    """A zip archive with these lines of CSV, the same whenever it is made."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_of_no_day(name), "\n".join((*rows, "")))
        for number in range(more):
            archive.writestr(_of_no_day(f"more{number}.csv"), "Date,USD")
    return content.getvalue()


def _of_no_day(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def tsmc() -> Company:
    listing = {"market": "twse", "code": "2330"}
    return Company.model_validate(
        {
            "ticker": "TSM",
            "cik": 1046179,
            "role": "supplier",
            "fiscal_year_end": "december 31",
            "reporting_currency": "TWD",
            "taiwan_listing": listing,
        }
    )


def auras() -> Company:
    return Company.model_validate(
        {
            "ticker": "3324.TWO",
            "cik": 1,
            "role": "supplier",
            "fiscal_year_end": "december 31",
            "taiwan_listing": {"market": "tpex", "code": "3324"},
        }
    )


def taiwan_registry() -> Registry:
    return registry(tsmc(), auras())


def settings_in(directory: Path, **changes: object) -> Settings:
    """An installation in this directory, with nothing recorded unless told otherwise."""
    chosen = {"data_dir": directory / "data", "recorded_dir": directory / "recorded", **changes}
    return Settings.model_validate(chosen)
