"""What ties the reports of a force together: grades over time, recalled grades, actions that recur."""

from pathlib import Path

import pytest

import kg
from kg import pipeline
from kg.namespaces import PEEL
from kg.store import Graph

INVENTED = {
    "kent-2014-effectiveness": """
How effective is the force at investigating offending?
Kent Police is good at investigating offending.
How effective is the force at tackling anti-social behaviour?
The force is outstanding at tackling anti-social behaviour.
""",
    "kent-2015-effectiveness": """
How effective is the force at investigating crime and managing offenders?
Kent Police requires improvement at investigating crime and managing offenders. In 2014, HMIC judged the force to be inadequate at investigating offending.
Areas for improvement
- The force should improve how it assesses the risk to victims of domestic abuse.
- The force should ensure that it publishes stop and search records.
""",
    "kent-2016-effectiveness": """
How effective is the force at investigating crime and reducing re-offending?
Kent Police is good at investigating crime and reducing re-offending.
Areas for improvement
- The force should assess the risk to victims of domestic abuse.
- The force should reduce the backlog of its control room.
""",
    "kent-2022-overview": """
Investigating crime
Kent Police is adequate at investigating crime.
Areas for improvement
- The force should improve its assessment of risk to victims of domestic abuse.
""",
    "essex-2015-effectiveness": """
How effective is the force at investigating crime and managing offenders?
Essex Police is good at investigating crime and managing offenders.
Investigations are supervised well. In 2014, the force was also judged to be good in this area.
""",
    "essex-2014-effectiveness": """
How effective is the force at investigating offending?
Essex Police requires improvement at investigating offending.
""",
}


def text_of(name: str) -> str:
    force, year, _ = name.split("-")
    return f"PEEL: {force.capitalize()} Police {year}. An invented report.\n{INVENTED[name]}"


def written(folder: Path, *names: str) -> list[Path]:
    """Invented reports as files."""
    paths = [folder / f"{name}.txt" for name in names]
    for path in paths:
        path.write_text(text_of(path.stem), "utf-8")
    return paths


def told(graph: Graph, property_: str) -> set[tuple[str, str]]:
    """The quotes at both ends of the links of a property."""
    rows = graph.query(
        "SELECT ?from ?to WHERE { ?a ?link ?b . ?a peel:quote ?from . ?b peel:quote ?to "
        f"FILTER (?link = <{PEEL}{property_}>) }}"
    ).rows
    return {(later[:60], earlier[:60]) for later, earlier in rows}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """All invented reports."""
    return kg.build(written(tmp_path_factory.mktemp("links"), *INVENTED))


def test_a_judgement_follows_the_one_before_across_renumbering(whole: Graph) -> None:
    """From year to year, over other scales too; and of another force never."""
    assert told(whole, "follows") == {
        (
            "Essex Police is good at investigating crime and managing off",
            "Essex Police requires improvement at investigating offending",
        ),
        (
            "Kent Police requires improvement at investigating crime and ",
            "Kent Police is good at investigating offending.",
        ),
        (
            "Kent Police is good at investigating crime and reducing re-o",
            "Kent Police requires improvement at investigating crime and ",
        ),
        (
            "Kent Police is adequate at investigating crime.",
            "Kent Police is good at investigating crime and reducing re-o",
        ),
    }


def test_a_recalled_grade_that_is_another_contradicts_the_original(whole: Graph) -> None:
    """And is linked to it, also where its words leave the question to what was said before."""
    assert told(whole, "recalls") == {
        (
            "In 2014, HMIC judged the force to be inadequate at investiga",
            "Kent Police is good at investigating offending.",
        ),
        (
            "In 2014, the force was also judged to be good in this area.",
            "Essex Police requires improvement at investigating offending",
        ),
    }
    assert told(whole, "contradicts") == told(whole, "recalls")


def test_an_action_recurs_the_last_one_on_the_same_matter(whole: Graph) -> None:
    """Not those on other matters, nor an earlier one than the last."""
    assert told(whole, "recurs") == {
        (
            "The force should assess the risk to victims of domestic abus",
            "The force should improve how it assesses the risk to victims",
        ),
        (
            "The force should improve its assessment of risk to victims o",
            "The force should assess the risk to victims of domestic abus",
        ),
    }


@pytest.mark.slow
def test_links_do_not_depend_on_the_order_in_which_reports_came(tmp_path: Path, whole: Graph) -> None:
    """One by one, the latest first, one removed in between and given again."""
    folder = tmp_path / "graph"
    for path in written(tmp_path, *reversed(INVENTED)):
        kg.build([path], folder)
    assert kg.open_graph(str(folder)).turtle() == whole.turtle()
    pipeline.remove(folder, ["kent/2015/effectiveness"])
    assert len(told(kg.open_graph(str(folder)), "recalls")) == 1
    assert len(told(kg.open_graph(str(folder)), "follows")) == 3
    kg.build(written(tmp_path, "kent-2015-effectiveness"), folder)
    assert kg.open_graph(str(folder)).turtle() == whole.turtle()


PARTS = {
    "kent-2015-effectiveness": """
How effective is the force at protecting those who are vulnerable from harm, and supporting victims?
Referrals of children at risk of sexual exploitation wait for months because safeguarding is poor.
Officers do not complete risk assessments in cases of domestic abuse, and safeguarding of victims of domestic abuse is poor.
Areas for improvement
- The force should improve its safeguarding of children at risk of sexual exploitation.
- The force should improve its response to domestic abuse by:
  - ensuring that officers complete risk assessments; and
  - making better use of body-worn video at incidents of domestic abuse.
- The force should improve the supervision of its investigations.
""",
    "kent-2016-effectiveness": """
How effective is the force at protecting those who are vulnerable from harm, and supporting victims?
Areas for improvement
- The force should improve its response to domestic abuse by ensuring:
  - that supervisors check investigations.
""",
    "kent-2022-overview": """
Investigating crime
Areas for improvement
- The force should improve the supervision of its investigations.
""",
}


def test_a_weakness_prompts_a_part_only_by_what_the_part_has_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no action on another crime, though both are about safeguarding."""
    monkeypatch.setitem(globals(), "INVENTED", PARTS)
    graph = kg.build(written(tmp_path, "kent-2015-effectiveness"))
    found = told(graph, "prompts")
    abuse = {to for weakness, to in found if "domestic abuse" in weakness or "risk assessments" in weakness}
    assert "The force should improve its response to domestic abuse by:" in abuse
    assert any(to.startswith("ensuring that officers complete") for to in abuse)
    assert not any("body-worn video" in to or "sexual exploitation" in to for to in abuse)
    assert {to for weakness, to in found if weakness.startswith("Referrals")} == {
        "The force should improve its safeguarding of children at risk of sexual exploitation."[:60]
    }


def test_a_part_recurs_only_where_its_whole_is_on_the_same_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That supervisors check investigations of domestic abuse is not that all are supervised: 2022 goes back to 2015."""
    monkeypatch.setitem(globals(), "INVENTED", PARTS)
    graph = kg.build(written(tmp_path, *PARTS))
    supervision = "The force should improve the supervision of its investigatio"
    assert (supervision, supervision) in told(graph, "recurs")
    assert not [pair for pair in told(graph, "recurs") if "check" in pair[0] and pair[1] == supervision]
    assert not [pair for pair in told(graph, "recurs") if pair[0] == supervision and "check" in pair[1]]


def test_a_recalled_grade_is_no_second_grade(whole: Graph) -> None:
    """Where the graph has the original: Essex is not graded better than what a report of 2015 wrongly recalls of Kent."""
    rows = whole.query("graded-better").rows
    assert {(row[0].rsplit("/", 1)[-1], row[2], row[3].rsplit("/", 1)[-1], row[4]) for row in rows} == {
        ("kent", "Requires improvement", "essex", "Good"),
        ("essex", "Requires improvement", "kent", "Good"),
    }
    recalled = {row[0] for row in whole.query("SELECT ?s WHERE { ?s peel:recalls ?o }").rows}
    assert len(recalled) == 2
    told = {row[-1] for row in whole.query("joint-units-and-grades").rows}
    assert told and not told & recalled
