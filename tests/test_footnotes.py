"""Footnotes, which readers give after all else, explain words: they are no findings."""

from collections.abc import Callable

from kg.values import Finding, Reading


def test_a_footnote_is_no_finding(reading: Callable[..., Reading]) -> None:
    """Nor does it stand under the last question."""
    text = (
        "PEEL: Police effectiveness 2016\n\nKent Police\n\nHow effective is the force at preventing crime?\n\n"
        "The force is good at solving problems.\n\nFootnotes\n\n1 A good problem-solving plan reduces crime.\n"
    )
    found = reading(text)
    quotes = [s.span.of(text) for s in found.statements if isinstance(s, Finding)]
    assert all("problem-solving plan" not in quote for quote in quotes)
    assert "problem-solving plan" not in " ".join(s.span.of(text) for s in found.statements)


def test_a_footnote_without_a_full_stop_does_not_end_the_footnotes(reading: Callable[..., Reading]) -> None:
    """Many are a title or an address; what follows them is a footnote still. A question ends them."""
    text = (
        "PEEL: Police effectiveness 2016\n\nKent Police\n\nHow effective is the force at preventing crime?\n\n"
        "The force is good at solving problems.\n\nFootnotes\n\nCrime in England and Wales\n\n"
        "A good problem-solving plan reduces crime.\n"
    )
    assert all(s.span.start < text.index("Footnotes") for s in reading(text).statements)
    more = f"{text}\nHow effective is the force at investigating crime?\n\nDetectives are poorly trained.\n"
    assert any(s.span.of(more) == "Detectives are poorly trained." for s in reading(more).statements)
