"""Key of assignment 05: data only; the form is described in ``otop.teach.keys``."""

KEY = {
    "drink_cash-test": {
        "right": ["73.50 / 15", "4.9", '"4.90 THB per bottle"', '"๔.๙๐ บาท"', "(20 + 30 + 10 + 1 + 5 + 7.50) / 15"],
        "wrong": {
            "113.50 / 15": ["full_for_cash"],
            "7.57": ["full_for_cash"],
            "40 / 15": ["own_labour_only"],
            "73.50": ["batch_for_piece"],
            "None": [],
        },
    },
    "drink_full-test": {
        "right": ["113.50 / 15", "7.57", '"7.57 baht"', '"๗.๕๗"', "(73.50 + 40) / 15"],
        "wrong": {
            "73.50 / 15": ["own_labour_out"],
            "113.50": ["batch_for_piece"],
            "10": ["price_for_cost"],
            '"7,57"': [],
        },
    },
    "plate_cash-test": {
        "right": ["1.80 + 1.24 + 0.13", "3.17", '"3.17 THB"', '"๓.๑๗"', "8.70 - 5.53"],
        "wrong": {
            "1.80 + 5.53 + 1.24 + 0.13": ["full_for_cash"],
            "1.80 + 5.53 + 1.24": ["variable_for_cash"],
            "5.53": ["own_labour_only"],
            "1.80": ["material_only"],
        },
    },
    "plate_full-test": {
        "right": ["1.80 + 5.53 + 1.24 + 0.13", "8.7", '"8.70 THB per plate"', '"៨.៧០"', "3.17 + 5.53"],
        "wrong": {
            "1.80 + 1.24 + 0.13": ["own_labour_out"],
            "1.80 + 5.53 + 1.24": ["fixed_out"],
            "1.80 + 5.53": ["overhead_out"],
            "1.80 + 5.53 + 2 * (1.24 + 0.13)": ["overhead_twice"],
            "1.80": ["material_only"],
        },
    },
    "plate_half-test": {
        "right": ["1.80 + 5.53 + 1.24 + 0.13 * 2", "8.83", '"8.83 THB"', '"໘.໘໓"', "8.70 + 0.13"],
        "wrong": {
            "8.70": ["fixed_per_unit_held"],
            "1.80 + 5.53 + 1.24 + 0.13 / 2": ["volume_wrong_way"],
            "8.70 * 2": ["all_cost_spread"],
            "8.70 / 2": ["all_cost_scaled"],
            "1.80 + 5.53 + 1.24": ["fixed_out"],
        },
    },
    "cleaning_value-test": {
        "right": ["(2 + 45 / 60) * 340 / 8", "116.88", "2.75 * 42.50", '"๑๑๖.๘๘ บาท"', "165 / 480 * 340"],
        "wrong": {
            "2.45 * 340 / 8": ["hours_as_decimal"],
            "2.75 * 340 / 24": ["day_over_24"],
            "340": ["day_for_hours"],
            "340 / 8": ["one_hour_only"],
            "2 * 340 / 8": ["minutes_forgotten"],
            "2.75 * 340": ["day_rate_as_hour"],
        },
    },
    "press_share-test": {
        "right": ["(18_000 - 3_000) / 6 / 5_000", "0.5", '"0.50 THB per plate"', '"๐.๕๐"', "2_500 / 5_000"],
        "wrong": {
            "18_000 / 6 / 5_000": ["salvage_ignored"],
            "18_000 / 5_000": ["whole_tool"],
            "2_500 * 12 / 5_000": ["year_as_month"],
            "(18_000 + 3_000) / 6 / 5_000": ["salvage_added"],
            "(18_000 - 3_000) / 5_000": ["life_forgotten"],
            '"2,500"': ["depreciation_of_a_year"],
        },
    },
    "maker_pay-test": {
        "right": ["5.53 * 400 / 10", "221.2", '"221.20 THB per day"', '"๒๒๑.๒๐"', "400 / 10 * 5.53"],
        "wrong": {
            "5.53 * 400": ["group_for_member"],
            "5.53": ["labour_of_one_unit"],
            "5.53 / 10": ["one_unit_per_member"],
        },
    },
    "cost_per_piece-test": {
        "right": [
            "def cost_per_piece(material, own_labour, overhead, pieces):\n"
            "    return (material + own_labour + overhead) / pieces",
            "def cost_per_piece(material, own_labour, overhead, pieces):\n"
            "    batch = sum([material, own_labour, overhead])\n"
            "    one = batch / pieces\n"
            "    return one",
            "cost_per_piece = lambda material, own_labour, overhead, pieces: (\n"
            "    material / pieces + own_labour / pieces + overhead / pieces)",
        ],
        "wrong": {
            "def cost_per_piece(material, own_labour, overhead, pieces):\n"
            "    return material + own_labour + overhead": ["batch_for_piece"],
            "def cost_per_piece(material, own_labour, overhead, pieces):\n    return (material + overhead) / pieces": [
                "own_labour_out"
            ],
            "def cost_per_piece(material, own_labour, overhead, pieces):\n"
            "    return (material + own_labour) / pieces": ["overhead_out"],
            "def cost_per_piece(material, own_labour, overhead, pieces):\n    return material / pieces": [
                "material_only"
            ],
            "def cost_per_piece(material, own_labour, overhead, pieces):\n"
            "    print((material + own_labour + overhead) / pieces)": [],
            "def cost_per_piece(material, own_labour, overhead, pieces):\n"
            "    return (material + own_labour + overhead / pieces": [],
            "def cost_per_piece(material, own_labour, overhead, pieces):\n    return None  # ✎": [],
            "def cost_per_piece(material, own_labour, overhead, pieces):\n    return (120 + 80 + 40) / 12": [],
        },
    },
    "buyer_offer-answer": {
        "right": [
            "At 6 THB we get our cash cost of 3.17 back, but not the full cost of 8.70. What is left, 2.83, is all "
            "that we get for work worth 5.53. So we lose 2.70 on each plate. We can ask the buyer for 8.70 or more.",
            "ราคา 6 บาทได้ต้นทุนเงินสด 3.17 บาทคืน แต่ไม่ถึงต้นทุนรวม 8.70 บาท เงิน 2.83 บาทคือค่าแรงของเรา ไม่ใช่กำไร "
            "เพราะค่าแรงจริงคือ 5.53 บาท เราขาด 2.70 บาทต่อใบ เราควรต่อรองราคา หรือหาผู้ซื้อรายอื่น",
        ],
        "wrong": {
            "Yes, let us sell. We earn 2.83 THB on each plate.": [],
            "No.": [],
        },
    },
}
