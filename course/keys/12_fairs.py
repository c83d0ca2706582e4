"""Key of assignment 12: data only; the form is described in ``otop.teach.keys``."""

KEY = {
    "visitor_2017-test": {
        "right": [
            "749_600_000 / 360_000",
            "2082",
            '"2,082 THB per visitor"',
            '"๒,๐๘๒ บาท"',
            "749.6 * 1_000_000 / 360_000",
        ],
        "wrong": {
            "857_500_000 / 360_000": ["orders_as_sales"],
            "107_900_000 / 360_000": ["orders_only"],
            "800_000_000 / 360_000": ["target_for_result"],
            "749.6 / 360_000": ["millions_forgotten"],
            "749_600_000": ["whole_fair"],
            "749_600_000 / 360_000 / 8": ["one_day_of_the_fair"],
        },
    },
    "seller_2023-test": {
        "right": ["447_009_957 / 1_670", "267671", '"267,671 THB"', '"๒๖๗,๖๗๑"', "267_670.63"],
        "wrong": {
            "300_000_000 / 1_670": ["target_for_result"],
            "447_009_957 / 166_143": ["visitor_for_seller"],
            "447_009_957": ["whole_fair"],
            "447_009_957 / 1_670 / 9": ["one_day_of_the_fair"],
            "1_670 / 447_009_957": ["people_by_money"],
            '"267,67"': [],
        },
    },
    "midyear_2025-test": {
        "right": ["4", '"4"', "4.0", '"๔"'],
        "wrong": {
            "1": ["part_as_whole"],
            "2": ["part_event_scaled"],
            "3": ["target_for_result"],
            "154": [],
            "5": [],
        },
    },
    "middle_stall-test": {
        "right": [
            "40_000",
            '"40,000"',
            '"๔๐,๐๐๐ บาท"',
            "sorted([64_000, 18_000, 515_000, 22_000, 40_000, 380_000, 31_000])[3]",
        ],
        "wrong": {
            "(64_000 + 18_000 + 515_000 + 22_000 + 40_000 + 380_000 + 31_000) / 7": ["mean_as_typical"],
            "22_000": ["middle_of_the_list"],
            "(18_000 + 515_000) / 2": ["middle_of_the_range"],
            "4": ["place_for_sales"],
            "31_000": ["one_place_off"],
            "64_000": ["one_place_off"],
            "515_000": ["largest_seller"],
            "18_000": ["smallest_seller"],
        },
    },
    "going-test": {
        "right": [
            "2_400 + 3_600 + 7 * 900 + 8 * 3 * 320 + 1_500",
            "21480",
            '"21,480 THB"',
            '"๒๑,๔๘๐"',
            "12_300 + 24 * 320 + 1_500",
        ],
        "wrong": {
            "2_400 + 3_600 + 7 * 900 + 1_500": ["own_days_out"],
            "2_400 + 3_600 + 7 * 900": ["cash_of_going"],
            "2_400 + 3_600 + 7 * 900 + 8 * 320 + 1_500": ["one_person_only"],
            "2_400 + 3_600 + 7 * 900 + 6 * 3 * 320 + 1_500": ["fair_days_only"],
            "2_400 + 3_600 + 7 * 900 + 320 + 1_500": ["day_rate_once"],
            "2_400 + 3_600 + 8 * 3 * 320 + 1_500": ["lodging_out"],
            "2_400 + 3_600 + 900 + 8 * 3 * 320 + 1_500": ["one_night_only"],
            "2_400 + 3_600 + 8 * 900 + 8 * 3 * 320 + 1_500": ["nights_as_days"],
            "2_400 + 3_600 + 7 * 900 * 3 + 8 * 3 * 320 + 1_500": ["lodging_for_each"],
            "2_400 + 3_600 + 7 * 900 + 8 * 3 * 320": ["home_out"],
            "2_400": ["fee_only"],
            "8 * 3 * 320": ["own_days_only"],
        },
    },
    "baskets_to_pay-test": {
        "right": ["236", '"236 baskets"', '"๒๓๖"', "-(-20_000 // (180 - 95))", "int(20_000 / 85) + 1"],
        "wrong": {
            "20_000 / (180 - 95)": ["part_piece_dropped"],
            "235": ["part_piece_dropped"],
            "20_000 / 180": ["price_for_contribution"],
            "20_000 / 95": ["variable_cost_alone"],
            "153": ["own_days_out"],
            "11_500 / 85": ["cash_of_going"],
            "20_000 / (180 - 115)": ["full_cost_used"],
            "20_000 / 85 / 6": ["pieces_of_a_day"],
            "236 * 180": ["money_for_pieces"],
        },
    },
    "basket_too_many-test": {
        "right": ["95 - 70", "25", '"25 THB"', '"๒๕.๐๐ บาท"'],
        "wrong": {
            "95": ["no_salvage"],
            "180 - 95": ["one_too_few"],
            "180": ["price_lost"],
            "70": ["worth_for_loss"],
            "180 - 70": ["price_less_worth"],
            "95 + 70": ["worth_added"],
        },
    },
    "best_baskets-test": {
        "right": ["260", '"260"', '"๒๖๐ ใบ"', "260.0"],
        "wrong": {
            "(150 + 190 + 220 + 260 + 330) / 5": ["bring_the_mean"],
            "330": ["bring_the_most"],
            "150": ["bring_the_least"],
            "190": ["ratio_inverted"],
            "220": ["no_salvage"],
        },
    },
    "result_of_fair-test": {
        "right": [
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    return pieces * (price - variable_cost) - cost_of_going",
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    sales = pieces * price\n"
            "    goods = pieces * variable_cost\n"
            "    return sales - goods - cost_of_going",
            "result_of_fair = lambda pieces, price, variable_cost, cost_of_going: (\n"
            "    -cost_of_going + price * pieces - variable_cost * pieces)",
        ],
        "wrong": {
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n    return pieces * price": [
                "sales_as_profit"
            ],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    return pieces * (price - variable_cost)": ["going_out"],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    return pieces * price - cost_of_going": ["goods_out"],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    return cost_of_going - pieces * (price - variable_cost)": ["result_turned_round"],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    return price - variable_cost - cost_of_going": ["one_piece_sold"],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    return pieces * (price - variable_cost) + cost_of_going": ["going_added"],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n    return 2000": [],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    return max(0, pieces * (price - variable_cost) - cost_of_going)": [],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n"
            "    print(pieces * (price - variable_cost) - cost_of_going)": [],
            "def result_of_fair(pieces, price, variable_cost, cost_of_going):\n    return None  # ✎": [],
        },
    },
    "leader_says-answer": {
        "right": [
            "The 201,504 is the mean. A few big sellers pull it up, so it does not tell what we sell. It is also sales: of "
            "180 THB only 85 are left when the basket is paid. Going costs 20,000 with our own days, so we need 236 baskets. "
            "I would first ask three groups who were there how many they sold.",
            "201,504 บาทเป็นค่าเฉลี่ย ผู้ขายรายใหญ่ไม่กี่รายดึงขึ้น ไม่ใช่ตัวเรา และเป็นยอดขาย ไม่ใช่กำไร ตะกร้าใบละ 180 บาทเหลือ 85 บาท "
            "ค่าไปงาน 20,000 บาทรวมแรงเราแล้ว ต้องขาย 236 ใบ เราควรถามกลุ่มที่เคยไปก่อนว่าขายได้กี่ใบ แล้วค่อยตัดสินใจ",
        ],
        "wrong": {
            "Yes, let us go. We will earn 201,504 THB.": [],
            "No.": [],
        },
    },
}
