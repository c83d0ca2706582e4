"""The published cost cases: does what a study prints add up?

Each row names in its column ``rule`` which reckoning it can be held against (`RULES`).
The result is compared with the printed number, rounded half up to the decimals in which
it is printed (column ``digits``). No guess is made for what is not published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from otop.i18n import say
from otop.i18n.numbers import round_money

OVERHEADS = ("overhead_variable", "overhead_fixed")
COSTS = ("material", "labour", "overhead", *OVERHEADS)
NUMBERS = (
    *COSTS, "stated_total", *(f"{part}_share" for part in ("material", "labour", *OVERHEADS, "other")),
    "price", "price_high", "quantity", "profit",
)  # fmt: skip
Figures = Mapping[str, float]


@dataclass(frozen=True)
class Check:
    """The verdict on one row.

    `verdict` is adds_up, differs or too_few_figures; `difference` is the printed number
    minus ours (only for differs); `missing` are the figures that are not published.
    """

    verdict: str
    difference: float | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """What is needed, which number is printed, and how we reckon it."""

    needs: Callable[[Figures], tuple[str, ...]]
    printed: Callable[[Figures], float]
    reckoned: Callable[[Figures], float]


def _rule(printed: str, reckoned: Callable[[Figures], float], *needs: str) -> Rule:
    return Rule(lambda figures: (*needs, printed), lambda figures: figures[printed], reckoned)


def _cost_parts(figures: Figures) -> tuple[str, ...]:
    split = any(name in figures for name in OVERHEADS)
    return ("material", "labour", *(OVERHEADS if split else ("overhead",)), "stated_total")


def _sum(figures: Figures, belongs: Callable[[str], bool]) -> float:
    return sum(value for name, value in figures.items() if belongs(name))


RULES: dict[str, Rule] = {
    # material, labour and overhead give the unit cost
    "components": Rule(_cost_parts, lambda f: f["stated_total"], lambda f: _sum(f, COSTS.__contains__)),
    # what is paid in money for one piece: no own labour, no fixed overhead
    "cash_cost": _rule(
        "stated_total", lambda f: f["material"] + f["overhead_variable"], "material", "overhead_variable"
    ),
    # the lines of the material give the material
    "material_lines": _rule("material", lambda f: _sum(f, lambda name: name.startswith("line_"))),
    # the shares of the cost give the whole, 100
    "shares": Rule(
        lambda f: ("material_share", "labour_share"),
        lambda f: 100.0,
        lambda f: _sum(f, lambda name: name.endswith("_share")),
    ),
    # the cost of a lot or a month, divided by its pieces
    "per_unit": _rule("stated_total", lambda f: f["total_cost"] / f["quantity"], "total_cost", "quantity"),
    "profit_per_unit": _rule("profit", lambda f: f["price"] - f["stated_total"], "price", "stated_total"),
    "profit_total": _rule("profit", lambda f: f["total_sales"] - f["total_cost"], "total_sales", "total_cost"),
    "profit_of_period": _rule(
        "profit", lambda f: (f["price"] - f["stated_total"]) * f["quantity"] * f["days"],
        "price", "stated_total", "quantity", "days",
    ),
    "margin": _rule(
        "margin_percent", lambda f: 100 * (1 - f["total_cost"] / f["total_sales"]), "total_sales", "total_cost"
    ),
    "markup": _rule(
        "markup_percent", lambda f: 100 * (f["total_sales"] / f["total_cost"] - 1), "total_sales", "total_cost"
    ),
    "contribution": _rule(
        "contribution_total", lambda f: f["total_sales"] - f["variable_total"], "total_sales", "variable_total"
    ),
    "break_even_units": _rule(
        "break_even_units", lambda f: f["fixed_total"] / (f["price"] - f["variable_per_unit"]),
        "price", "variable_per_unit", "fixed_total",
    ),
    "break_even_sales": _rule(
        "break_even_sales", lambda f: f["break_even_units"] * f["price"], "break_even_units", "price"
    ),
    # at break-even the sales equal variable and fixed cost together
    "break_even_cost": _rule(
        "total_sales", lambda f: f["variable_total"] + f["fixed_total"], "variable_total", "fixed_total"
    ),
    "price_per_kg": _rule("price", lambda f: f["pack_price"] / f["pack_g"] * 1000, "pack_price", "pack_g"),
    # one cost in two currencies, at the rate of the price
    "two_currencies": _rule(
        "stated_total", lambda f: f["cost_khr"] * f["price"] / f["price_khr"], "cost_khr", "price", "price_khr"
    ),
    # net present value: no case publishes its flows of money
    "present_value": _rule("npv", lambda f: f["npv"], "investment", "cash_flows"),
}  # fmt: skip


def pairs(text: str) -> dict[str, float]:
    """The numbers in a cell of names and values (columns ``further`` and ``derived``).

    >>> pairs("total_cost=8894.50; total_sales=12000")
    {'total_cost': 8894.5, 'total_sales': 12000.0}
    >>> pairs("total_cost=about 9000")
    Traceback (most recent call last):
    ValueError: could not convert string to float: 'about 9000'
    """
    parts = [part.split("=", 1) for part in str(text).split(";") if part.strip()]
    return {name.strip(): float(value) for name, value in parts}


def published(row: Mapping) -> dict[str, float]:
    """Every number that is published in this row, by its name; what we derived is not among them.

    >>> published({"material": "2.48", "labour": "", "further": "fixed_total=17000"})
    {'material': 2.48, 'fixed_total': 17000.0}
    """
    cells = {name: row[name] for name in NUMBERS if name in row}
    known = {name: float(cell) for name, cell in cells.items() if not _empty(cell)}
    return known | pairs(row.get("further", ""))


def check_case(row: Mapping) -> Check:
    """Whether the published figures of a row add up.

    Parameters
    ----------
    row : mapping or pandas Series
        One row of ``cost_cases``, with its ``rule`` and ``digits``.

    >>> row = {"rule": "components", "digits": 2, "material": 9.77, "labour": 6.66, "overhead": 2.66}
    >>> check_case(row | {"stated_total": 19.09})
    Check(verdict='adds_up', difference=None, missing=())
    >>> check_case(row | {"stated_total": 16.43})
    Check(verdict='differs', difference=-2.66, missing=())
    >>> check_case(row)
    Check(verdict='too_few_figures', difference=None, missing=('stated_total',))
    >>> check_case({"rule": "sum"})
    Traceback (most recent call last):
    KeyError: 'sum'
    """
    rule, figures = RULES[row["rule"]], published(row)
    missing = tuple(name for name in rule.needs(figures) if name not in figures)
    if missing:
        return Check("too_few_figures", missing=missing)
    digits = int(row["digits"])
    difference = round_money(rule.printed(figures) - round_money(rule.reckoned(figures), digits), digits)
    return Check("differs", difference) if difference else Check("adds_up")


def findings(rows: list[dict[str, str]]) -> list[str]:
    """Where the columns ``check``, ``difference`` and ``missing`` do not say what `check_case` finds."""
    found = []
    for row in rows:
        try:
            check = check_case(row)
        except (KeyError, ValueError, ZeroDivisionError):
            found.append(say("data.finding.case_unreadable", row=row.get("id", "?")))
            continue
        said = {name: row.get(name, "") for name in ("check", "difference", "missing")}
        right = {
            "check": check.verdict,
            "difference": "" if check.difference is None else f"{check.difference:.10g}",
            "missing": ";".join(check.missing),
        }
        found += [
            say("data.finding.case", row=row.get("id", "?"), column=name, said=said[name], right=right[name])
            for name in right
            if said[name] != right[name]
        ]
    return found


def _empty(cell) -> bool:
    return cell is None or str(cell) in ("", "nan", "<NA>", "None")
