"""What the headings of the workbook mean."""

from typing import Final

NOTES: Final = (
    (
        "Sentence",
        (
            "The words of the report, letter for letter, of the first passage on which the row rests; kg explain with the IRI of "
            "the row shows them in their paragraph, and the others. Control characters are shown as \ufffd. A cell holds "
            "32,767 characters: longer words are cut, and end in a mark that says so."
        ),
    ),
    (
        "Year",
        (
            "The year of the inspection; of a cycle of several years the first, so that 2021/22 is 2021. A grade that a report "
            "recalls from an earlier inspection has the year of that one."
        ),
    ),
    (
        "Scale",
        (
            "The grades among which this one was chosen. The scale changed from four to five tiers in 2021/22, and the "
            "inspectorate declares grades on the two not comparable, nor those of 2023 to 2025 with the ones before: "
            "compare only grades of one inspection cycle."
        ),
    ),
    ("Question", "The question of that year's inspection framework under which the report says it."),
    (
        "Topics",
        "The areas of police practice that a statement is about, as recognised by rules; parted by semicolons.",
    ),
    (
        "Threats",
        "The threats, crime types and vulnerabilities with which a statement deals, as recognised by rules.",
    ),
    (
        "Bodies named",
        "Bodies that the sentence names. Being named is not working together: that is on Partnerships.",
    ),
    ("Deadline", "The words that set the time, as they stand; reports seldom say from when they count."),
    (
        "Direction",
        "Whether the inspectors report a strength or a weakness of the force, as read by weights learnt from marked reports.",
    ),
    (
        "Part of",
        "The words of the action to which this one belongs, such as the cause of concern that a recommendation addresses.",
    ),
    (
        "Change",
        (
            "How a grade stands to that of the last inspection before it that graded the question, under whatever number. Grades of "
            "frameworks that the inspectorate calls not comparable are never compared."
        ),
    ),
    (
        "Recalled grade at first",
        "The grade that the inspection's own report gave, where this row only recalls it; another one is a contradiction.",
    ),
    (
        "Required before in",
        "The last year in which the force was told to improve the same matter: half of all topics shared, and a threat if there is one.",
    ),
    (
        "Link",
        (
            "Informs: a finding stands under the question of a judgement. Prompts: a weakness led to an action of its question on the "
            "same matter. Follows: a judgement comes after one on the same question. Recalls: a report repeats an earlier grade, and "
            "contradicts it, where it gives another. Recurs: an action was required before. All are derived by rules."
        ),
    ),
    ("Page", "The page of the report's PDF on which the sentence begins, counted from 1."),
    ("Suggested kind", "What the name alone suggests; nobody has decided on it."),
    ("Statement", "The IRI of the statement in the graph."),
)
"""What headings mean: a heading that is here gets the number of its note."""
