"""Questions on the figures of a programme that buys from groups, and on a duty abroad.

Every function takes the exercise's own inputs and returns a `Question`; each mistake is a
small model of how its number arises. The sentences are ``mistake.NAME`` in the message
catalogue, the hints ``hint.KIND.1`` to ``hint.KIND.3``.
"""

from __future__ import annotations

from otop.i18n.numbers import show_number
from otop.learn.check import Choice, Mistake, Question, choice
from otop.learn.questions.shape import distinct, when

DAYS_PER_MONTH = 30
WORKING_DAYS = (22, 24, 25, 26)  # of a month, as people count them
KG_PER_TONNE = 1_000
MILLION = 1_000_000
LAKH, CRORE = 100_000, 10_000_000  # how large numbers are counted in Bhutan too
MONTHS_PER_YEAR = 12


def lowest_day_pay(
    *, low_price: float, high_price: float, short_months: float, long_months: float, currency: str
) -> Question:
    """What is the least that a day brings, when price and time of one piece are each known as a range?

    Every day counts, `DAYS_PER_MONTH` in a month; material is not yet paid.

    >>> question = lowest_day_pay(low_price=45_000, high_price=80_000, short_months=2, long_months=3, currency="Nu")
    >>> question.right, [(m.name, round(m.value, 2)) for m in question.mistakes][:3]
    (500.0, [('highest_for_lowest', 1333.33), ('low_price_short_time', 750.0), ('high_price_long_time', 888.89)])
    >>> lowest_day_pay(low_price=45_000, high_price=80_000, short_months=2, long_months=0, currency="Nu")
    Traceback (most recent call last):
    ZeroDivisionError: float division by zero
    """

    def a_day(price: float, months: float, days: float = DAYS_PER_MONTH) -> float:
        return price / float(months * days)

    facts = {"low": show_number(low_price, 0), "high": show_number(high_price, 0), "short": f"{short_months:g}",
             "long": f"{long_months:g}", "days": DAYS_PER_MONTH, "long_days": f"{long_months * DAYS_PER_MONTH:g}"}  # fmt: skip
    mistakes = [
        Mistake("highest_for_lowest", a_day(high_price, short_months), facts, other_question=True),
        Mistake("low_price_short_time", a_day(low_price, short_months), facts),
        Mistake("high_price_long_time", a_day(high_price, long_months), facts),
        Mistake("month_for_day", low_price / long_months, facts),
        Mistake("piece_for_day", low_price, facts),
        Mistake("one_month_only", low_price / DAYS_PER_MONTH, facts),
        *(
            Mistake("working_days_counted", a_day(low_price, long_months, days), facts | {"working": days}, True)
            for days in WORKING_DAYS
        ),
    ]
    return Question("lowest_day_pay", a_day(low_price, long_months), distinct(mistakes), unit=f"{currency} per day")


def mean_price(*, millions: float, tonnes: float, currency: str) -> Question:
    """What was paid for a kilogram, as a mean, when the money is in millions and the weight in tonnes?

    >>> question = mean_price(millions=20.1, tonnes=35, currency="Nu")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (574.29, [('tonne_for_kg', 574285.71), ('million_forgotten', 0.57), ('weight_over_money', 1.74), ('multiplied_by_weight', 703.5), ('lakh_for_million', 57.43), ('crore_for_million', 5742.86), ('quintal_for_tonne', 5742.86)])
    >>> mean_price(millions="20.1", tonnes=35, currency="Nu")
    Traceback (most recent call last):
    ValueError: Unknown format code 'g' for object of type 'str'
    """
    facts = {"millions": f"{millions:g}", "tonnes": f"{tonnes:g}", "kg": show_number(tonnes * KG_PER_TONNE, 0)}
    kg = tonnes * KG_PER_TONNE
    mistakes = [
        Mistake("tonne_for_kg", millions * MILLION / tonnes, facts, other_question=True),
        Mistake("million_forgotten", millions / tonnes, facts),
        Mistake("weight_over_money", tonnes / millions, facts),
        Mistake("multiplied_by_weight", millions * tonnes, facts),
        *_indian_units(millions, kg, facts),
        Mistake("quintal_for_tonne", millions * MILLION / (tonnes * 100), facts),
    ]
    return Question("mean_price", millions * MILLION / kg, distinct(mistakes), unit=f"{currency} per kg")


def mean_per_group(
    *, millions: float, groups: int, gewogs: int, first_gewogs: int, tonnes: float, rise_percent: float, currency: str
) -> Question:
    """How much money is that for a group, as a mean?

    Parameters
    ----------
    gewogs, first_gewogs : int
        In how many gewogs the groups are, now and at the launch: not what is asked.
    tonnes, rise_percent : float
        The weight that was bought, and by how much the purchases rose on the year before.

    >>> question = mean_per_group(millions=20.1, groups=100, gewogs=80, first_gewogs=60, tonnes=35, rise_percent=100, currency="Nu")
    >>> round(question.right), [(m.name, round(m.value)) for m in question.mistakes][:4]
    (201000, [('gewogs_for_groups', 251250), ('launch_gewogs', 335000), ('groups_and_gewogs', 111667), ('groups_times_gewogs', 2512)])
    >>> mean_per_group(millions=20.1, groups=0, gewogs=80, first_gewogs=60, tonnes=35, rise_percent=100, currency="Nu")
    Traceback (most recent call last):
    ZeroDivisionError: float division by zero
    """
    money = millions * MILLION
    facts = {"millions": f"{millions:g}", "groups": groups, "gewogs": gewogs, "first": first_gewogs,
             "tonnes": f"{tonnes:g}", "currency": currency}  # fmt: skip
    mistakes = [
        Mistake("gewogs_for_groups", money / gewogs, facts, other_question=True),
        Mistake("launch_gewogs", money / first_gewogs, facts),
        Mistake("groups_and_gewogs", money / (groups + gewogs), facts),
        Mistake("groups_times_gewogs", money / (groups * gewogs), facts),
        Mistake("weight_for_money", tonnes * KG_PER_TONNE / groups, facts, other_question=True),
        Mistake("month_of_group", money / groups / MONTHS_PER_YEAR, facts, other_question=True),
        Mistake("year_before_for_this", money / groups / (1 + rise_percent / 100), facts, other_question=True),
        Mistake("all_groups", money, facts),
        *_indian_units(millions, groups, facts),
    ]
    return Question("mean_per_group", money / float(groups), distinct(mistakes), unit=f"{currency} per group", digits=0)


def year_before(*, millions: float, rise_percent: float, currency: str) -> Question:
    """How many millions was it the year before, when it rose by so many percent?

    The whole number, not in millions, is right too.

    >>> question = year_before(millions=20.1, rise_percent=100, currency="Nu")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (10.05, [('percent_taken_off', 0.0), ('no_change', 20.1), ('next_year', 40.2), ('percent_as_times', 0.2)])
    >>> year_before(millions=20.1, rise_percent=-100, currency="Nu")
    Traceback (most recent call last):
    ZeroDivisionError: float division by zero
    """
    times = 1 + rise_percent / 100
    right = float(millions) / times
    facts = {"millions": f"{millions:g}", "percent": f"{rise_percent:g}"}
    mistakes = [
        Mistake("percent_taken_off", millions * (1 - rise_percent / 100), facts),
        Mistake("no_change", millions, facts),
        Mistake("next_year", millions * times, facts),
        *when(rise_percent, Mistake("percent_as_times", millions / (rise_percent or 1), facts)),
    ]
    return Question("year_before", right, distinct(mistakes), (right * MILLION,), f"million {currency}")


def fall_of_landed_cost(
    *, goods: float, freight: float, insurance: float, duty_percent: float, currency: str
) -> Question:
    """By how many percent does the landed cost fall when a duty falls away?

    The duty is counted on goods, freight and insurance together (CIF). A tax that is counted
    on the landed cost does not change the answer.

    >>> question = fall_of_landed_cost(goods=100_000, freight=15_000, insurance=600, duty_percent=30, currency="THB")
    >>> round(question.right, 2), [(m.name, round(m.value, 2)) for m in question.mistakes]
    (23.08, [('rate_for_fall', 30.0), ('duty_on_goods_only', 20.6), ('part_that_stays', 76.92), ('fall_on_goods', 34.68), ('money_for_percent', 34680.0)])
    >>> fall_of_landed_cost(goods=0, freight=0, insurance=0, duty_percent=30, currency="THB")
    Traceback (most recent call last):
    ZeroDivisionError: float division by zero
    """
    cif = float(goods + freight + insurance)
    rate = duty_percent / 100
    duty = cif * rate
    facts = {"percent": f"{duty_percent:g}", "cif": show_number(cif, 0), "goods": show_number(goods, 0),
             "duty": show_number(duty, 0), "old": show_number(cif + duty, 0), "currency": currency}  # fmt: skip
    mistakes = [
        Mistake("rate_for_fall", 100 * rate, facts),
        Mistake("duty_on_goods_only", 100 * goods * rate / (cif + goods * rate), facts),
        Mistake("part_that_stays", 100 * cif / (cif + duty), facts, other_question=True),
        Mistake("fall_on_goods", 100 * duty / float(goods), facts),
        Mistake("money_for_percent", duty, facts, other_question=True),
    ]
    return Question("fall_of_landed_cost", 100 * duty / (cif + duty), distinct(mistakes), unit="percent", digits=0)


def what_a_case_cannot_say() -> Choice:
    """Which of four questions do the figures of the case not answer?

    >>> what_a_case_cannot_say().right
    2
    >>> what_a_case_cannot_say(3)
    Traceback (most recent call last):
    TypeError: what_a_case_cannot_say() takes 0 positional arguments but 1 was given
    """
    return choice(
        "what_a_case_cannot_say", right=2, because="gap_shop_price",
        wrong={1: "gap_mean_price", 3: "gap_sites", 4: "gap_joint_venture"},
    )  # fmt: skip


def _indian_units(millions: float, parts: float, facts: dict) -> list[Mistake]:
    """The millions taken for lakhs or for crores."""
    return [
        Mistake("lakh_for_million", millions * LAKH / parts, facts),
        Mistake("crore_for_million", millions * CRORE / parts, facts),
    ]
