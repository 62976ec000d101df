"""The data dictionary: every published table with its grain, key, columns and checks.

What stands in the published file is read from it (tables, columns, types, comments, rows, the
newest result of each check); keys, and what each row must hold, from dbt's manifest.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipelines import contracts
from pipelines.contracts.units import unit_of
from pipelines.dbt import runner
from pipelines.documentation.writing import cell, page, table
from pipelines.settings import DBT_DIR
from pipelines.storage import connections

if TYPE_CHECKING:
    from pipelines.settings import Settings

FOLDER = "data/dictionary"
INDEX = f"{FOLDER}/index.md"

# A table and those that repeat its columns stand on one page.
_BESIDE = re.compile(r"_(versions|history)$")
_AS_OF = "_as_of"
_LIST = re.compile(r"^\w+ in \((?P<values>'[^']*'(?:, *'[^']*')*)\)$")
# The comment that opens the file of a test of dbt, after its config.
_COMMENT = re.compile(r"\{#(?P<block>.*?)#\}|(?P<lines>(?:^--[^\n]*\n)+)", re.S | re.M)
_DBT_TEST = "dbt test "
_SCHEMAS = {
    "marts": "Facts `fct_…`, dimensions `dim_…`, and what describes the publication itself.",
    "bi": "Views of the marts that hold exactly what may be summed, for BI tools.",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published table, with what a row must hold by itself."""

    name: str
    data_type: str
    unit: str
    is_nullable: bool
    description: str
    rules: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Name, type, unit and what it says, its closed list and its rules included."""
        said = cell(self.description)
        for rule in self.rules:
            found = _LIST.match(rule)
            words = found["values"].replace("'", "`") if found else f"`{rule}`"
            said += f" {'One of' if found else 'Always'} {cell(words)}."
        return (
            f"`{self.name}`",
            self.data_type.lower() + (", may be null" if self.is_nullable else ""),
            self.unit,
            said.strip(),
        )


@dataclass(frozen=True, slots=True)
class Published:
    """A published table or view."""

    schema: str
    name: str
    description: str
    rows: int
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    measures: dict[str, str] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The table on whose page it stands."""
        return _BESIDE.sub("", self.name)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The pages.

    Attributes:
        pages: by their place on the site: an index, and one for a table and those beside it.
        places: the page on which each published table stands, by its name, with its schema and
            without.
    """

    pages: dict[str, str]
    places: dict[str, str]


def dictionary(settings: Settings) -> Dictionary:
    """The data dictionary of what is published.

    Raises:
        WarehouseError: nothing is published yet.
        DbtError: the dbt project does not parse.
    """
    macros = _macros(settings)
    manifest = json.loads(runner.ready_manifest(settings).read_text("utf-8"))
    tables = _tables(settings, manifest)
    checks = _checks(settings, manifest)
    families: dict[tuple[str, str], list[Published]] = {}
    for each in tables:
        families.setdefault((each.schema, each.family), []).append(each)
    return Dictionary(
        {
            INDEX: _index(tables),
            **{
                f"{FOLDER}/{_file(schema, name)}": _page(schema, name, members, checks, macros)
                for (schema, name), members in families.items()
            },
        },
        # Without its schema the mart is meant, where two have one name.
        {
            name: f"{FOLDER}/{_file(each.schema, each.family)}"
            for each in reversed(tables)
            for name in (each.name, f"{each.schema}.{each.name}")
        },
    )


def _file(schema: str, name: str) -> str:
    return f"{name}.md" if schema == "marts" else f"{schema}/{name}.md"


def _index(tables: list[Published]) -> str:
    blocks: list[str] = []
    for schema in dict.fromkeys(each.schema for each in tables):
        families: dict[str, list[Published]] = {}
        for each in tables:
            if each.schema == schema:
                families.setdefault(each.family, []).append(each)
        rows = [
            (
                _link(first),
                cell(first.description),
                f"{first.rows:,}",
                ", ".join(_link(each, each.name.removeprefix(f"{name}_")) for each in beside),
            )
            for name, (first, *beside) in families.items()
        ]
        blocks += [
            f"## Schema {schema}",
            _SCHEMAS.get(schema, ""),
            table(("table", "what a row is", "rows", "beside it"), rows, "  r"),
        ]
    return page(
        "Data dictionary",
        "Every table of the published file `ledger.duckdb`, and of its Parquet twins. The file "
        "says the same: `duckdb_columns()` has each column's comment. Money is exact decimals, "
        "times are UTC, and quarters read `2026Q2`. Beside a table stand every version that was "
        "ever known (`versions`) and its rows as they were shown over time (`history`).",
        *blocks,
    )


def _link(each: Published, text: str = "") -> str:
    return f"[`{text or each.name}`]({_file(each.schema, each.family)}#{each.name})"


def _page(
    schema: str,
    name: str,
    members: list[Published],
    checks: dict[str, list[tuple[str, ...]]],
    macros: frozenset[str],
) -> str:
    first = members[0]
    known = {column.name for column in first.columns}
    blocks: list[str] = []
    for each in members:
        columns = [c for c in each.columns if each is first or c.name not in known]
        repeats = len(columns) < len(each.columns)
        blocks += [
            "" if each is first else f"## {each.name}",
            each.description,
            _facts(each, macros),
            f"The columns of `{first.name}`, and:" if repeats else "",
            table(("column", "type", "unit", "what it says"), [c.cells for c in columns])
            if columns
            else "",
            _checked(checks.get(f"{schema}.{each.name}", [])),
        ]
    # Two schemas may have a table of one name.
    return page(name if schema == "marts" else f"{schema}.{name} {{ #{name} }}", *blocks)


def _facts(each: Published, macros: frozenset[str]) -> str:
    lines = [f"- {each.rows:,} rows in this publication"]
    if each.key:
        lines.append(f"- Key: {_names(each.key)}")
    if each.measures:
        pairs = (f"`{value}` by `{ids}`" for value, ids in each.measures.items())
        lines.append(f"- Explained in `lineage`: {', '.join(pairs)}")
    macro = each.name.removeprefix("fct_") + _AS_OF
    if macro in macros:
        lines.append(f"- As known on a day: `{macro}(timestamp '2025-06-01')`")
    return "\n".join(lines)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _checked(rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    return "Checks of every run:\n\n" + table(("check", "if it fails", "what holds"), rows)


def _tables(settings: Settings, manifest: dict[str, Any]) -> list[Published]:
    nodes = {
        (node["schema"], node["alias"]): node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    written = {(each.schema, each.name): each for each in contracts.TABLES}
    with connections.connect_published(settings) as connection:
        _, named = connections.query(
            connection,
            "select schema_name, table_name, comment from duckdb_tables() "
            "where database_name = current_database() union all "
            "select schema_name, view_name, comment from duckdb_views() "
            "where database_name = current_database() and not internal "
            "order by schema_name desc, table_name",
        )
        _, found = connections.query(
            connection,
            "select schema_name, table_name, column_name, data_type, is_nullable, comment "
            "from duckdb_columns() where database_name = current_database() and not internal "
            "order by column_index",
        )
        tables = []
        for schema, name, comment in named:
            node = nodes.get((schema, name), {"columns": {}, "config": {"meta": {}}})
            contract, meta = written.get((schema, name)), node["config"]["meta"]
            own = [row[2:] for row in found if row[:2] == (schema, name)]
            names = {row[0] for row in own}
            columns = (
                Column(
                    column,
                    data_type,
                    unit_of(column, data_type, names),
                    is_nullable and schema == "marts",
                    said or "",
                    _rules(node["columns"].get(column, {})),
                )
                for column, data_type, is_nullable, said in own
            )
            _, [[rows]] = connections.query(
                connection,
                f"select count(*) from {connections.qualified(f'{schema}.{name}')}",  # noqa: S608
            )
            key = tuple(meta.get("key", ())) or (contract.key if contract else ())
            tables.append(
                Published(
                    schema,
                    name,
                    comment or "",
                    rows,
                    tuple(columns),
                    key,
                    meta.get("measures", {}),
                )
            )
    return tables


def _rules(column: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        " ".join(each["expression"].split())
        for each in column.get("constraints", ())
        if each["type"] == "check"
    )


def _macros(settings: Settings) -> frozenset[str]:
    _, rows = connections.query_published(
        settings,
        "select function_name from duckdb_functions() where function_type = 'table_macro' "
        "and not internal",
    )
    return frozenset(name for (name,) in rows)


def _checks(settings: Settings, manifest: dict[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    """The newest result of each check, told in words, by its table."""
    tests = {
        node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "test"
    }
    _, rows = connections.query_published(
        settings,
        "select table_name, check_name, severity, scope, expected from quality_results "
        "qualify row_number() over (partition by table_name, check_name order by ran_at desc) = 1 "
        "order by severity, check_name",
    )
    found: dict[str, list[tuple[str, ...]]] = {}
    for table_name, check, severity, scope, expected in rows:
        node = tests.get(check.removeprefix(_DBT_TEST)) if check.startswith(_DBT_TEST) else None
        name, words = (check, expected) if node is None else _test(node, expected)
        effect = {"error": f"withholds: {scope}", "warning": "is shown"}[severity]
        found.setdefault(table_name, []).append((f"`{name}`", effect, cell(words)))
    return found


def _test(node: dict[str, Any], otherwise: str) -> tuple[str, str]:
    """The name of a test of dbt, and the comment that opens its file."""
    generic = (node.get("test_metadata") or {}).get("name")
    folder = DBT_DIR / "tests"
    path = (
        folder / "generic" / f"{generic}.sql" if generic else DBT_DIR / node["original_file_path"]
    )
    comment = _COMMENT.search(path.read_text("utf-8")) if path.is_file() else None
    if comment is None:
        return generic or node["name"], otherwise
    block = comment["block"] or comment["lines"].replace("--", " ")
    column = node.get("column_name")
    return f"{generic or node['name']}" + (f" of {column}" if column else ""), block.strip()
