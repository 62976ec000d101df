"""The README's questions, asked of the published file in a marimo notebook.

`marimo edit docs/notebooks/questions.py`, or `marimo run` to read it only; it needs marimo, duckdb,
polars, pyarrow and plotly[express]. `LEDGER_DATA_DIR` says where `ledger run` published.
"""

import marimo

app = marimo.App(width="medium", app_title="Compute Ledger: questions")


@app.cell
def _():
    import os
    from pathlib import Path

    import duckdb
    import marimo as mo
    import plotly.express as px

    published = Path(os.environ.get("LEDGER_DATA_DIR", "data")) / "ledger.duckdb"

    def ask(sql, *parameters):
        """Opened for each question, so that no publication meets an open file."""
        with duckdb.connect(published, read_only=True) as connection:
            connection.execute("use marts")
            return connection.sql(sql, params=list(parameters)).pl()

    return ask, mo, px


@app.cell
def _(ask, mo):
    _one = ask("select published_at::date as day from publication")["day"][0]
    mo.md(
        f"# Questions\n\nOf what was published on {_one}. Amounts are US dollars unless a "
        "question says otherwise."
    )


@app.cell
def _(ask, mo):
    quarter = mo.ui.dropdown(
        ask("select distinct calendar_quarter from bi.capex_cash order by 1 desc")[
            "calendar_quarter"
        ].to_list(),
        value=ask("select max(calendar_quarter) as q from bi.capex_totals_cash where is_complete")[
            "q"
        ][0],
        label="Calendar quarter",
    )
    mo.vstack([mo.md("## 1. Who spends how much, growing how fast?"), quarter])
    return (quarter,)


@app.cell
def _(ask, quarter):
    ask(
        "select company_name, capex_usd, round(yoy_pct, 1) as growth_pct, derivation "
        "from bi.capex_cash where calendar_quarter = ? order by capex_usd desc",
        quarter.value,
    )


@app.cell
def _(ask, px):
    # A quarter in which somebody is missing is no level to compare, and is not drawn.
    px.bar(
        ask(
            "select ticker, calendar_quarter_end, (capex_usd / 1e9)::double as capex "
            "from bi.capex_cash "
            "where calendar_quarter in "
            "(select calendar_quarter from bi.capex_totals_cash where is_complete) "
            "and calendar_quarter_end >= date '2019-01-01' order by all"
        ),
        x="calendar_quarter_end",
        y="capex",
        color="ticker",
        title="Capital expenditure of hyperscalers, cash basis, complete quarters",
        labels={"calendar_quarter_end": "", "capex": "USD billion", "ticker": ""},
        color_discrete_sequence=px.colors.qualitative.Safe,
        template="plotly_white",
    )


@app.cell
def _(ask, mo, px):
    _captured = ask(
        "select segment_name || ': ' || tier as part, 100 * capture_ratio as pct_of_capex, "
        "calendar_quarter || ', ' || suppliers_reporting || ' of ' || suppliers_expected || "
        "' report' as panel from bi.segment_capture "
        "where suppliers_reporting >= 0.8 * suppliers_expected "
        "qualify calendar_quarter = max(calendar_quarter) over (partition by segment_tier_id) "
        "order by pct_of_capex"
    )
    mo.vstack(
        [
            mo.md(
                "## 2. Which part of the value chain receives it?\n\nThe newest quarter of each "
                "that four fifths of its suppliers report. Tiers sell to each other and some lines "
                "hold much that is not AI: these are ratios of panels, and never add."
            ),
            px.bar(
                _captured,
                x="pct_of_capex",
                y="part",
                text="panel",
                labels={"pct_of_capex": "% of the hyperscalers' cash capex", "part": ""},
                color_discrete_sequence=px.colors.qualitative.Safe,
                template="plotly_white",
            ),
        ]
    )


@app.cell
def _(mo):
    day = mo.ui.date(value="2024-06-01", label="As known at the start of")
    mo.vstack([mo.md("## 3. What was known on a day?"), day])
    return (day,)


@app.cell
def _(ask, day):
    ask(
        "select ticker, calendar_quarter, earlier.value_usd as known_then, "
        "today.value_usd as known_now from capex_as_of(?::timestamp) as earlier "
        "join fct_capex as today using (ticker, basis, fiscal_year, fiscal_quarter, "
        "calendar_quarter) where basis = 'cash' and earlier.is_in_panel "
        "and earlier.value_usd <> today.value_usd order by all",
        day.value,
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md("## 4. What was restated, by which filing?"),
            ask(
                "select ticker, fiscal_year::varchar as fiscal_year, old_usd, new_usd, "
                "round(delta_pct, 2) as delta_pct, new_accession, change_cause "
                "from bi.restatements where basis = 'cash' and period_kind = 'year' order by all"
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md("## 5. Where does this number come from?\n\nMicrosoft's second quarter of 2026."),
            ask(
                "select operand.sign, operand.period_start, operand.period_end, operand.value, "
                "operand.accession, operand.url from bi.capex_cash as fact "
                "join lineage as operand using (lineage_id) where fact.ticker = 'MSFT' "
                "and fact.calendar_quarter = '2026Q2' order by operand.operand_order"
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md("## 6. What is missing, and why?"),
            ask(
                "select ticker, missing_key, reason, what_to_do from bi.refusals "
                "where ticker in ('GOOGL', 'MSFT', 'AMZN', 'META', 'ORCL') order by all"
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md(
                "## 7. Do operations pay for it?\n\n"
                "USD million, of the four quarters until then; cash capex."
            ),
            ask(
                """
    select
        ticker, calendar_quarter, round(trailing_capex_usd / 1e6)::int as capex,
        round(trailing_operating_cash_flow_usd / 1e6)::int as operating_cash_flow,
        round(trailing_free_cash_flow_usd / 1e6)::int as free_cash_flow
    from fct_capital_ratios
    where spender_group = 'hyperscaler' and trailing_free_cash_flow_usd is not null
    qualify calendar_quarter = max(calendar_quarter) over (partition by ticker)
    order by ticker
    """
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md(
                "## 8. What is signed for and not yet spent?\n\n"
                "USD million. Each company draws these differently: they never add."
            ),
            ask(
                """
    select
        ticker, commitment_kind, calendar_quarter, round(value_usd / 1e6)::int as signed_for,
        round(trailing_capex_usd / 1e6)::int as capex_of_four_quarters
    from fct_commitments
    qualify calendar_quarter = max(calendar_quarter) over (partition by ticker, commitment_kind)
    order by ticker, commitment_kind
    """
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md(
                "## 9. Do model companies' revenues close the loop?\n\n"
                "USD billion, a year; the two never add."
            ),
            ask(
                """
    select
        calendar_quarter, round(annualized_revenue_usd / 1e9)::int as run_rate, company_names,
        round(trailing_capex_usd / 1e9)::int as capex_of_four_quarters,
        round(100 * coverage_ratio, 1) as covered_pct
    from fct_commercialisation
    where coverage_ratio is not null and calendar_quarter >= '2024Q4'
    order by calendar_quarter
    """
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md(
                "## 10. Against what guidance, and did it hold?\n\n"
                "USD billion a year, midpoints, on the basis that each statement guides."
            ),
            ask(
                """
    select
        ticker, horizon, round(min_by(midpoint_usd, issued_date) / 1e9, 1) as first_guided,
        round(max_by(midpoint_usd, issued_date) / 1e9, 1) as last_guided,
        round(any_value(actual_usd) / 1e9, 1) as spent,
        round(min_by(error_pct, issued_date), 1) as first_error_pct,
        round(max_by(error_pct, issued_date), 1) as last_error_pct,
        max_by(outcome, issued_date) as spent_is
    from fct_guidance_accuracy
    where horizon_grain = 'year' and error_pct is not null
    group by ticker, horizon, basis
    order by horizon, ticker
    """
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md(
                "## 11. Where is capex heading, and how good was that forecast?\n\n"
                "USD billion a quarter, with an 80 % interval; errors in percent."
            ),
            ask(
                """
    select
        calendar_quarter, round(value / 1e9)::int as forecast,
        round(lower_80 / 1e9)::int as low, round(upper_80 / 1e9)::int as high, method,
        round(record_error_pct)::int as error_pct,
        round(record_naive_error_pct)::int as naive_error_pct,
        round(record_coverage_pct)::int as held_pct, record_forecasts as of_outcomes
    from fct_forecasts
    where series_id = 'capex:hyperscaler' and is_newest
    order by horizon
    """
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md(
                "## 12. Does compute get cheaper?\n\n"
                "USD for a million tokens, three read to one written; percent a year."
            ),
            ask(
                """
    select
        tier, list_dates as lists, first_list_date, round(first_usd_per_million, 2) as first_usd,
        last_list_date, round(last_usd_per_million, 2) as last_usd,
        round(yearly_change_pct)::int as yearly_pct,
        round(lower_80_pct)::int as lower_80, round(upper_80_pct)::int as upper_80
    from fct_token_price_decline
    where is_primary
    order by tier
    """
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md("## 13. Which new technologies are showing up?"),
            ask(
                """
    select
        technology_id, min(said_date) as first_named, count(distinct ticker) as companies,
        count(distinct ticker) filter (mention_class = 'affirmative') as shipping_or_sold,
        string_agg(distinct ticker, ', ' order by ticker) as named_by
    from fct_technology_mentions
    group by technology_id
    order by companies desc, technology_id
    """
            ),
        ]
    )


@app.cell
def _(ask, mo):
    mo.vstack(
        [
            mo.md(
                "## 14. How large is the market that this makes?\n\n"
                "USD billion a quarter, an estimate; cases never add."
            ),
            ask(
                """
    select
        calendar_quarter, method, round(low_market_usd / 1e9)::int as low,
        round(base_market_usd / 1e9)::int as base, round(high_market_usd / 1e9)::int as high,
        coalesce(round(suppliers_usd / 1e9)::int::varchar, '-') as from_suppliers,
        coalesce(round(suppliers_difference_pct)::int::varchar, '-') as difference_pct
    from bi.compute_market_cases
    where calendar_quarter >= '2025Q1'
    order by calendar_quarter
    """
            ),
        ]
    )


if __name__ == "__main__":
    app.run()
