"""Key of assignment 06: data only; the form is described in ``otop.teach.keys``."""

KEY = {
    "box_margin-test": {
        "right": [
            "(30 - 19.09) / 30 * 100",
            "36.37",
            '"36.37 percent"',
            '"36.37%"',
            '"๓๖.๓๗"',
            "100 - 100 * 19.09 / 30",
            "36.4",
        ],
        "wrong": {
            "(30 - 19.09) / 19.09 * 100": ["markup_for_margin"],
            "(30 - 19.09) / 30": ["share_for_percent"],
            "0.36": ["share_for_percent"],
            "30 - 19.09": ["profit_in_money"],
            "19.09 / 30 * 100": ["cost_share"],
            "30 / 19.09 * 100": ["price_over_cost"],
        },
    },
    "box_markup-test": {
        "right": ["(30 - 19.09) / 19.09 * 100", "57.15", '"57.15 percent"', '"๕๗.๑๕"', "100 * 30 / 19.09 - 100"],
        "wrong": {
            "(30 - 19.09) / 30 * 100": ["margin_for_markup"],
            "(30 - 19.09) / 19.09": ["share_for_percent"],
            "10.91": ["profit_in_money"],
            "30 / 19.09 * 100": ["price_over_cost"],
            "63.63": ["cost_share"],
        },
    },
    "box_price-test": {
        "right": ["19.09 / (1 - 0.40)", "31.82", '"31.82 THB"', '"๓๑.๘๒ บาท"', "19.09 / 60 * 100"],
        "wrong": {
            "19.09 * 1.40": ["markup_for_margin"],
            "19.09 * 0.40": ["margin_alone"],
            "19.09 / 0.40": ["divided_by_margin"],
            "19.09 * 0.60": ["taken_off_cost"],
            "19.09 / 1.40": ["divided_by_more"],
            "30 * 1.40": ["on_old_price"],
            "19.09 + 30 * 0.40": ["margin_of_old_price"],
            "30": ["old_price"],
            "19.09 * (1 + 40)": ["percent_for_share"],
        },
    },
    "box_discount-test": {
        "right": ["30 * 0.15 / (30 - 19.09) * 100", "41.25", '"41.25"', '"๔๑.๒๕"', "4.50 / 10.91 * 100"],
        "wrong": {
            "15": ["discount_as_profit"],
            "30 * 0.15": ["discount_in_money"],
            "100 - 41.25": ["profit_left"],
            "30 - 4.50 - 19.09": ["new_profit"],
            "4.50 / 10.91": ["share_for_percent"],
            "19.09 * 0.15 / 10.91 * 100": ["discount_on_cost"],
            "4.50 / 6.41 * 100": ["fall_of_new_profit"],
            "100 * (10.91 / 30 - 6.41 / 25.50)": ["margin_points"],
        },
    },
    "juice_contribution-test": {
        "right": ["25 - 7.93", "17.07", '"17.07 THB per bottle"', '"๑๗.๐๗"', "5.10 + 11.97"],
        "wrong": {
            "25 - 19.90": ["surplus_for_contribution"],
            "7.93": ["variable_for_contribution"],
            "7.93 - 25": ["cost_minus_price"],
            "25 + 7.93": ["sum_for_difference"],
            "17.07 / 25 * 100": ["ratio_for_contribution"],
        },
    },
    "juice_break_even-test": {
        "right": ["1403", '"1,403"', '"1,403 bottles"', '"๑๔๐๓"', "23_940 // 17.07 + 1"],
        "wrong": {
            "23_940 / 17.07": ["bep_rounded_down"],
            "1402": ["bep_rounded_down"],
            "23_940 / 25": ["bep_fc_over_price"],
            "23_940 / 7.93": ["bep_fc_over_variable"],
            "23_940 / (25 - 19.90)": ["bep_full_cost"],
            "1403 * 25": ["bep_in_money"],
            "23_940 * 12 / 17.07": ["bep_of_a_year"],
            "23_940 / 12 / 17.07": ["bep_of_a_twelfth"],
            "2000": ["made_for_break_even"],
            "23940": ["fixed_for_break_even"],
        },
    },
    "soap_back-test": {
        "right": ["160 * 0.65 * 0.90", "93.6", '"93.60 THB"', '"๙๓.๖๐"', "104 - 10.40"],
        "wrong": {
            "160 * (1 - 0.45)": ["margins_added"],
            "160 / 1.35 / 1.10": ["margins_as_markups"],
            "160 / 1.45": ["margins_as_one_markup"],
            "160 * 0.65": ["hand_forgotten"],
            "160 * 0.90": ["hand_forgotten"],
            "160 - 93.60": ["hands_for_producer"],
            "160": ["shelf_price_itself"],
        },
    },
    "soap_vat-test": {
        "right": ["160 / 1.07", "149.53", '"149.53 THB"', '"๑๔๙.๕๓"', "160 - 160 * 7 / 107"],
        "wrong": {
            "160 * 0.93": ["vat_taken_off"],
            "160 * 1.07": ["vat_twice"],
            "160 - 160 / 1.07": ["vat_alone"],
            "160": ["vat_forgotten"],
        },
    },
    "shelf_price-test": {
        "right": [
            "def shelf_price(group_price, shop_percent):\n    return group_price / (1 - shop_percent / 100)",
            "def shelf_price(group_price, shop_percent):\n"
            "    for_the_group = 100 - shop_percent\n"
            "    return group_price * 100 / for_the_group",
            "shelf_price = lambda group_price, shop_percent: group_price / ((100 - shop_percent) * 0.01)",
        ],
        "wrong": {
            "def shelf_price(group_price, shop_percent):\n    return group_price * (1 + shop_percent / 100)": [
                "margins_as_markups"
            ],
            "def shelf_price(group_price, shop_percent):\n    return group_price * (1 - shop_percent / 100)": [
                "taken_off_own_price"
            ],
            "def shelf_price(group_price, shop_percent):\n    return group_price / (shop_percent / 100)": [
                "divided_by_margin"
            ],
            "def shelf_price(group_price, shop_percent):\n    return group_price * (1 + shop_percent)": [
                "percent_for_share"
            ],
            "def shelf_price(group_price, shop_percent):\n    return group_price / (1 - shop_percent)": [
                "percent_for_share"
            ],
            "def shelf_price(group_price, shop_percent):\n    return group_price": ["own_price"],
            "def shelf_price(group_price, shop_percent):\n    return group_price / 0.75": [],
            "def shelf_price(group_price, shop_percent):\n    print(group_price / (1 - shop_percent / 100))": [],
            "def shelf_price(group_price, shop_percent):\n    return group_price / (1 - shop_percent / 100": [],
            "def shelf_price(group_price, shop_percent):\n    return None  # ✎": [],
        },
    },
    "trader_offer-answer": {
        "right": [
            "The trader would pay 18. Our cost is 19.09, so each box loses 1.09. The 40% is taken of the price and "
            "takes 12, but we have only 10.91 above the cost. What we put on top is a part of the cost. "
            "We can offer 10% off for a big order: at 27 we still keep 7.91.",
            "ถ้าลด 40% ของราคา 30 บาท เราจะได้ 18 บาท ต่ำกว่าต้นทุน 19.09 บาท ขาดทุนกล่องละ 1.09 บาท "
            "ส่วนบวกเพิ่มคิดจากต้นทุน แต่ส่วนลดคิดจากราคาขาย เราต่อรองลดให้น้อยกว่านี้ได้ เช่น ลด 10% เหลือ 27 บาท",
        ],
        "wrong": {
            "Yes. 40% is less than what we put on top, so we still earn something.": [],
            "No, too cheap.": [],
        },
    },
}
