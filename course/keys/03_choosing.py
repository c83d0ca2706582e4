"""Key of assignment 03: data only; the form is described in ``otop.teach.keys``."""

KEY = {
    "soap_customers-test": {
        "right": ["1 + 1 + 1", "3", '"3 people"', '"๓ คน"', "7 - 4"],
        "wrong": {
            "4": ["friends_asked"],
            "5": ["would_buy_as_buying"],
            "7": ["everybody_counted"],
            '"five"': [],
        },
    },
    "largest_buyer-test": {
        "right": ["54 / (54 + 12 + 24) * 100", "60", '"60.0"', '"60 %"', '"๖๐"', "5400 / 90"],
        "wrong": {
            "54": ["pieces_for_percent"],
            "54 / 36 * 100": ["part_over_rest"],
            "36 / 90 * 100": ["rest_for_part"],
            "0.6": ["fraction_for_percent"],
            "100 / 3": ["each_buyer_alike"],
        },
    },
    "mat_points-test": {
        "right": [
            "(3 * 40 + 2 * 25 + 5 * 15 + (6 - 1) * 20) / 100",
            "3.45",
            '"3.45 points"',
            '"๓.๔๕"',
            "3 * 0.40 + 2 * 0.25 + 5 * 0.15 + 5 * 0.20",
        ],
        "wrong": {
            "(3 * 40 + 2 * 25 + 5 * 15 + 1 * 20) / 100": ["cost_not_reversed"],
            "3 * 40 + 2 * 25 + 5 * 15 + 5 * 20": ["weights_not_normalised"],
            "3 * 40 + 2 * 25 + 5 * 15 + 1 * 20": ["not_reversed_not_normalised"],
            "(3 * 40 + 24 * 25 + 5 * 15 + 5 * 20) / 100": ["amount_as_score"],
            "(3 * 40 + 2 * 25 + 5 * 15) / 100": ["cost_left_out"],
            "(3 * 40 + 2 * 25 + 5 * 15 - 1 * 20) / 100": ["cost_subtracted"],
            "(3 * 40 + 2 * 25 + 5 * 15 + (5 - 1) * 20) / 100": ["turned_from_five"],
            "(3 + 2 + 5 + 5) / 4": ["weights_ignored"],
            "3 + 2 + 5 + 5": ["scores_added"],
        },
    },
    "chosen-test": {
        "right": ["1", '"1"', '"๑"', "2 - 1"],
        "wrong": {
            "2": ["gate_as_weight"],
            "3": ["not_the_most_points"],
            "4": ["cost_not_reversed"],
            "5": [],
            "3.70": [],
        },
    },
    "swapped_first-test": {
        "right": ["3", '"3"', '"๓"', "1 + 2"],
        "wrong": {
            "1": ["winner_held"],
            "2": ["gate_as_weight"],
            "4": ["cost_not_reversed"],
            "0": [],
        },
    },
    "soap_market-test": {
        "right": ["15_000 * 0.06 * 1.5 * 85", "114750", '"114,750 THB"', '"๑๑๔,๗๕๐ บาท"', "15_000 * 6 / 100 * 127.50"],
        "wrong": {
            "15_000 * 1.5 * 85": ["visitors_as_buyers"],
            "15_000 * 6 * 1.5 * 85": ["percent_as_number"],
            "15_000 * 0.06 * 1.5 * 85 * 12": ["annual_as_monthly"],
            "15_000 * 0.06 * 1.5 * 85 / 12": ["month_for_year"],
            "15_000 * 0.06 * 85": ["one_piece_each"],
            "15_000 * 0.06 * 1.5": ["pieces_for_money"],
            "900": ["buyers_for_money"],
            '"114,75"': [],
        },
    },
    "certified_now-test": {
        "right": ["12_000 / 81_118 * 100", "14.8", '"14.79"', '"๑๔.๘"', "1_200_000 / 81_118"],
        "wrong": {
            "100": ["cumulative_as_active"],
            "20_000 / 81_118 * 100": ["the_other_source"],
            "(81_118 - 12_000) / 81_118 * 100": ["rest_for_active"],
            "81_118 / 12_000 * 100": ["upside_down_part"],
            "12_000": ["active_for_percent"],
        },
    },
    "next_step-test": {
        "right": ["3", '"3"', '"๓"', "2 + 1"],
        "wrong": {
            "1": ["stars_before_registration"],
            "2": ["group_needed"],
            "4": ["group_papers_for_owner"],
            "None": [],
        },
    },
    "product_points-test": {
        "right": [
            "def product_points(customers, pay, skill, risk):\n"
            "    return (40 * customers + 25 * pay + 15 * skill + 20 * (6 - risk)) / 100",
            "def product_points(customers, pay, skill, risk):\n"
            "    safe = 6 - risk\n"
            "    return 0.40 * customers + 0.25 * pay + 0.15 * skill + 0.20 * safe",
            "product_points = lambda customers, pay, skill, risk: (\n"
            "    1.2 + (8 * customers + 5 * pay + 3 * skill - 4 * risk) / 20)",
        ],
        "wrong": {
            "def product_points(customers, pay, skill, risk):\n"
            "    return (40 * customers + 25 * pay + 15 * skill + 20 * risk) / 100": ["cost_not_reversed"],
            "def product_points(customers, pay, skill, risk):\n"
            "    return 40 * customers + 25 * pay + 15 * skill + 20 * (6 - risk)": ["weights_not_normalised"],
            "def product_points(customers, pay, skill, risk):\n"
            "    return 40 * customers + 25 * pay + 15 * skill + 20 * risk": ["not_reversed_not_normalised"],
            "def product_points(customers, pay, skill, risk):\n"
            "    return (40 * customers + 25 * pay + 15 * skill - 20 * risk) / 100": ["cost_subtracted"],
            "def product_points(customers, pay, skill, risk):\n"
            "    return (40 * customers + 25 * pay + 15 * skill + 20 * (5 - risk)) / 100": ["turned_from_five"],
            "def product_points(customers, pay, skill, risk):\n    return (customers + pay + skill + 6 - risk) / 4": [
                "weights_ignored"
            ],
            "def product_points(customers, pay, skill, risk):\n"
            "    print((40 * customers + 25 * pay + 15 * skill + 20 * (6 - risk)) / 100)": [],
            "def product_points(customers, pay, skill, risk):\n    return None  # ✎": [],
            "def product_points(customers, pay, skill, risk):\n    return 4.10": [],
        },
    },
    "advice-answer": {
        "right": [
            "Begin with the soap, because three people pay for it already and it has 3.70 points, the mat 3.45. If skill "
            "counts more than customers, the mat wins, and then I would change my mind. First ask five buyers besides the "
            "hotel what they paid last time. The chilli paste waits for its food number.",
            "ฉันเลือกเสื่อกก เพราะเราทำเป็นอยู่แล้วและเสี่ยงน้อยที่สุด ถ้าให้น้ำหนักทักษะ 40 เสื่อได้ 3.95 คะแนน แต่ถ้าลูกค้าสำคัญกว่า "
            "สบู่ชนะ ก่อนลงทุนเราควรถามร้านค้าห้าร้านว่าเดือนที่แล้วซื้อเสื่อกี่ผืน ราคาเท่าไร น้ำพริกยังขายไม่ได้จนกว่าจะมีเลข อย.",
        ],
        "wrong": {
            "The chilli paste. It has the most points.": [],
            "Soap.": [],
        },
    },
}
