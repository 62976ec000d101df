"""What a workbook holds, read from its XML, and what LibreOffice computes of it."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from pathlib import Path

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Workbook:
    """Cells, formulas and links of each sheet, by their names in the workbook."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        strings = self._xml("xl/sharedStrings.xml")
        self._strings = [
            "".join(part.text or "" for part in each.iter(f"{_MAIN}t"))
            for each in strings.iter(f"{_MAIN}si")
        ]
        sheets = self._xml("xl/workbook.xml").iter(f"{_MAIN}sheet")
        self.places = {each.attrib["name"]: number for number, each in enumerate(sheets, 1)}

    def _xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._zip.read(name))

    def _sheet(self, name: str) -> ElementTree.Element:
        return self._xml(f"xl/worksheets/sheet{self.places[name]}.xml")

    def cells(self, name: str) -> dict[str, str | float]:
        """The values of a sheet, by address."""
        found: dict[str, str | float] = {}
        for cell in self._sheet(name).iter(f"{_MAIN}c"):
            value = cell.findtext(f"{_MAIN}v")
            if value is None:
                continue
            kind = cell.get("t")
            text = self._strings[int(value)] if kind == "s" else value
            found[cell.attrib["r"]] = text if kind in ("s", "str") else float(value)
        return found

    def rows(self, name: str) -> list[dict[str, str | float]]:
        """The rows below a sheet's head, by its column names."""
        cells = self.cells(name)
        heads = {
            re.sub(r"\d", "", at): str(value)
            for at, value in cells.items()
            if re.sub(r"\D", "", at) == "4"
        }
        rows: dict[int, dict[str, str | float]] = {}
        for at, value in cells.items():
            number = int(re.sub(r"\D", "", at))
            if number > 4:
                rows.setdefault(number, {})[heads[re.sub(r"\d", "", at)]] = value
        return [rows[number] for number in sorted(rows)]

    def formulas(self, name: str) -> dict[str, str]:
        """The formulas of a sheet, by address."""
        return {
            cell.attrib["r"]: formula
            for cell in self._sheet(name).iter(f"{_MAIN}c")
            if (formula := cell.findtext(f"{_MAIN}f")) is not None
        }

    def links(self, name: str) -> dict[str, str]:
        """Where the cells of a sheet lead, by address: to the web, or to a cell of the workbook."""
        relations = f"xl/worksheets/_rels/sheet{self.places[name]}.xml.rels"
        targets = (
            {each.attrib["Id"]: each.attrib["Target"] for each in self._xml(relations)}
            if relations in self._zip.namelist()
            else {}
        )
        return {
            each.attrib["ref"]: targets.get(each.get(_RELATION, ""), each.get("location", ""))
            for each in self._sheet(name).iter(f"{_MAIN}hyperlink")
        }

    def has_frozen_head(self, name: str) -> bool:
        """Whether the column names stay while a reader scrolls."""
        return any(pane.get("state") == "frozen" for pane in self._sheet(name).iter(f"{_MAIN}pane"))

    def charts(self) -> int:
        """How many native charts there are."""
        return sum(name.startswith("xl/charts/chart") for name in self._zip.namelist())

    def without_results(self) -> bytes:
        """The same workbook with nothing computed in advance: whoever opens it has to."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as copy:
            for name in self._zip.namelist():
                part = self._zip.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
                copy.writestr(name, part)
        return content.getvalue()


def computed(office: str, book: Path, sheet: int) -> list[list[str]]:
    """The rows of a sheet, counted from 1, as LibreOffice computes them."""
    made, profile = book.parent / "made", book.parent / "profile"
    # Comma, quotes, UTF-8, from the first row on, cells as they are and not as shown, one sheet.
    form = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,{sheet}"
    subprocess.run(
        [
            office, "--headless", f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to", form, "--outdir", str(made), str(book),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    [file] = made.iterdir()
    return list(csv.reader(file.read_text("utf-8").splitlines()))
