"""What the editable install, a wheel and the browser must read and reckon alike."""

from otop import data

# the values of C6, and its unit cost from the subject's own code
PROBE = """
import json, otop, otop.data
from otop.costing import Amount, CostSheet, Product
import pandas, warnings
warnings.simplefilter("error")
cases = otop.data.load("cost_cases").set_index("id")
warnings.resetwarnings()
c6 = cases.loc["C6-full"]
parts = dict(material=("material", {}), labour=("labour", {"own": True}), overhead_variable=("overhead", {}))
lines = [Amount(part=part, item=item, amount=float(c6[item]), **kw) for item, (part, kw) in parts.items()]
fixed = otop.data.pairs(c6["derived"])["overhead_fixed"]
lines.append(Amount(part="overhead", item="fixed", amount=fixed, variable=False, paid=False))
cost = CostSheet(Product(name=c6["product"], unit="piece", batch_size=1), tuple(lines)).unit_cost()
answer = json.dumps({
    "rows": len(cases), "names": otop.data.names(), "findings": otop.data.validate(),
    "kind": cases.attrs["manifest"]["kind"], "chip": str(otop.data.chip("cost_cases", case="C6")),
    "cash": round(cost.cash, 2), "variable": round(cost.variable, 2), "full": round(cost.full, 2),
    "printed": [float(cases.loc[i, "stated_total"]) for i in ("C6-cash", "C6-full")],
    "from": otop.__file__,
})
"""


def assert_answer(answer: dict) -> None:
    assert (answer["cash"], answer["variable"], answer["full"]) == (3.01, 10.51, 11.69)
    assert answer["printed"] == [3.01, 11.69]
    assert answer["findings"] == [] and answer["names"] == data.names()
    assert (answer["rows"], answer["kind"]) == (len(data.load("cost_cases")), "real")
    assert answer["chip"] == str(data.chip("cost_cases", case="C6"))
