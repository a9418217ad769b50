"""Everything in content/ beside the practices: vocabularies with introductions, projects, organisations, site texts."""

import pytest

from . import files

VOCABULARIES = [files.read(path) for path in sorted((files.CONTENT / "vocabularies").glob("*.toml"))]
PROJECTS = files.read(files.CONTENT / "projects.toml")
ORGANISATIONS = files.read(files.CONTENT / "organisations.toml")["organisations"]
PEOPLE = files.read(files.CONTENT / "people.toml")["people"]
SITE = [files.read(path) for path in sorted((files.CONTENT / "site").glob("*.toml"))]
INTRODUCED = [
    (data["code"], concept)
    for data in VOCABULARIES
    for concept in data["concepts"]
    if data["code"] in ("theme", "level", "stage") and not concept.get("parent")
]


@pytest.mark.parametrize("data", VOCABULARIES, ids=lambda data: data["code"])
def test_concepts_are_named_and_defined_in_three_languages(data: dict) -> None:
    codes = [concept["code"] for concept in data["concepts"]]
    assert len(set(codes)) == len(codes)
    for concept in data["concepts"]:
        assert set(concept["name"]) == set(files.CODES)
        assert all(0 < len(name) <= 120 for name in concept["name"].values())
        for key, limit in (("definition", 600), ("introduction", 4000)):
            told = concept.get(key, {})
            assert set(told) in (set(), set(files.CODES)), (concept["code"], key)
            assert all(0 < len(text.strip()) <= limit for text in told.values())
        assert not concept.get("parent") or concept["parent"] in codes


def test_at_least_sixty_concepts_are_defined() -> None:
    defined = [concept for data in VOCABULARIES for concept in data["concepts"] if concept.get("definition")]
    assert len(defined) >= 60
    terms = [concept for data in VOCABULARIES if data["code"] == "term" for concept in data["concepts"]]
    assert all(concept.get("definition") for concept in terms)


def test_what_texts_explain_is_defined_and_no_two_are_called_alike() -> None:
    marked = [concept for data in VOCABULARIES for concept in data["concepts"] if "explained" in concept]
    assert len(marked) >= 40
    assert all(concept["explained"] is True and concept["definition"] for concept in marked)
    for language in files.CODES:
        names = [concept["name"][language].casefold() for concept in marked]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(("vocabulary", "concept"), INTRODUCED, ids=lambda value: str(value)[:30])
def test_themes_levels_and_stages_are_introduced(vocabulary: str, concept: dict) -> None:
    lengths = {language: files.count(concept["introduction"][language]) for language in files.CODES}
    assert {language: n for language, n in lengths.items() if not 150 <= n <= 250} == {}
    assert not any(files.MARKS.search(text) for text in concept["introduction"].values())


@pytest.mark.parametrize("theme", [c for name, c in INTRODUCED if name == "theme"], ids=lambda theme: theme["code"])
def test_themes_say_what_each_gains_in_a_sentence_or_two(theme: dict) -> None:
    assert set(theme["gains"]) == {"pupil", "teacher", "principal"}
    for texts in theme["gains"].values():
        assert set(texts) == set(files.CODES)
        assert all(8 <= files.count(text) <= 50 and len(text) <= 400 for text in texts.values())
        assert all(1 <= text.count(". ") + 1 <= 2 and text.endswith(".") for text in texts.values())


def test_no_run_of_eight_words_stands_in_two_rooms_or_in_a_practice() -> None:
    """Names of a coordination's field may stand both in its project and in its theme."""
    found = files.repeated([*files.told_rooms(), *files.told_practices()])
    assert found == []


def test_projects_are_led_by_known_people_and_schools() -> None:
    projects, people = PROJECTS["projects"], {row["local"] for row in PEOPLE}
    coordinations = {row["code"] for row in PROJECTS["coordinations"]}
    schools = {row["code"] for row in ORGANISATIONS}
    assert len(projects) == len({row["code"] for row in projects}) == 24
    assert {row.get("coordination") for row in projects} - {None} == coordinations == {"clue", "scart", "into", "sveko"}
    for row in projects:
        assert set(row.get("organisations", [])) <= schools
        assert {*row.get("managers", []), *row.get("editors", [])} <= people
        assert row.get("region") in {None, *files.vocabularies()["region"]}
        assert row.get("phase") in {None, *files.vocabularies()["phase"]}
        assert set(row["summary"]) == set(files.CODES)
        assert not row.get("ended") or row["started"] < row["ended"]
        if row.get("demo"):
            assert row["managers"]
            assert all(45 <= files.count(text) <= 110 for text in row["summary"].values()), row["code"]


def test_organisations_and_people_are_as_many_as_promised() -> None:
    assert len(ORGANISATIONS) == len({row["code"] for row in ORGANISATIONS})
    assert len([row for row in ORGANISATIONS if not row.get("proposed")]) == 20
    assert {row["region"] for row in ORGANISATIONS} <= set(files.vocabularies()["region"])
    assert len({row["local"] for row in PEOPLE}) == len(PEOPLE)
    schools = {row["code"] for row in ORGANISATIONS}
    assert all(set(row["organisations"]) <= schools for row in PEOPLE)


@pytest.mark.parametrize("data", SITE, ids=lambda data: data["key"])
def test_site_texts_say_the_same_in_three_languages(data: dict) -> None:
    assert set(data["title"]) == set(data["body"]) == set(files.CODES)
    assert all(100 <= files.count(text) <= 900 for text in data["body"].values())
    assert len({text.count("\n## ") for text in data["body"].values()}) == 1
    assert len({text.count("](") for text in data["body"].values()}) == 1
