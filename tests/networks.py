"""Networks by hand, for the tests of what is drawn: small, large, and with labels that try to be more than text."""

from collections.abc import Sequence
from itertools import combinations

from hypothesis import strategies as st

from kg.network import KINDS, Account, Concept, Edge, Network, Node, Passage

ID = "https://w3id.org/peel-kg/id/"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    '<img src=x onerror="alert(1)">',
    "\"' onfocus='alert(1)' autofocus x=\"",
    "javascript:alert(1)",
    "</title></svg><svg onload=alert(1)>",
    "]]> --> <!-- &amp; &#60;b&#62; ${title} {0} %s",
    "\u2028line\u2029breaks\x00and\x1b[2Jcontrols\x85",
    "\u202eright to left\u202c \ud800 \ufffe",
    "A name that is far too long for any picture and goes on and on, word after word, to no end " * 3,
    "Unbreakable" * 12,
    "",
]


def concepts(kind: str, labels: Sequence[str]) -> tuple[Concept, ...]:
    """Threats or topics by their names."""
    return tuple(Concept(label, f"{ID}{kind}/{label}") for label in labels)


def told(number: int, quote: str = "", threats: Sequence[str] = (), topics: Sequence[str] = ()) -> Account:
    """What a fictional report tells in one passage; some praise, some criticise."""
    report = f"{ID}report/leicestershire/{2014 + number % 3}/effectiveness"
    quote = quote or f"Officers work closely with this body, says sentence {number}."
    words = Passage(
        number,
        quote,
        praise=(f"{report}/statement/p{number}",) * (number % 3 == 0),
        criticism=(f"{report}/statement/c{number}",) * (number % 5 == 0),
    )
    return Account(
        2014 + number % 3,
        report,
        f"Leicestershire, {2014 + number % 3}",
        f"{report}/statement/{number:016x}",
        concepts("threat", threats),
        concepts("topic", topics),
        (words,),
        concepts("threat", ["Any crime"] if threats else []),
    )


def build(nodes: list[Node], edges: list[Edge]) -> Network:
    """A network with nodes and edges in the order that the model promises."""
    return Network(
        tuple(sorted(nodes, key=lambda node: node.iri)),
        tuple(sorted(edges, key=lambda edge: (edge.source, edge.target))),
    )


def star(count: int) -> Network:
    """One force and so many partners of all kinds."""
    force = Node(
        f"{ID}force/leicestershire", "Leicestershire Police", "Leicestershire", "force", "East Midlands"
    )
    groups = ["law-enforcement", "health", "local-government", "voluntary-sector", "criminal-justice"]
    names = [
        "Community safety partnership",
        "Probation",
        "Multi-agency safeguarding hub of the county and city",
    ]
    bodies = [
        Node(f"{ID}body/b{n}", f"{names[n % 3]} {n}", f"B{n}", KINDS[1 + n % 3], groups[n % 5])
        for n in range(count)
    ]
    edges = [
        Edge(
            force.iri,
            body.iri,
            tuple(
                told(
                    10 * n + k,
                    threats=("Serious and organised crime", "Modern slavery and human trafficking")[: n % 3],
                    topics=("Neighbourhood policing",)[: n % 2],
                )
                for k in range(1 + n % 4)
            ),
        )
        for n, body in enumerate(bodies)
    ]
    return build([force, *bodies], edges)


def many() -> Network:
    """28 forces, shared and local bodies, memberships, and forces that work with forces."""
    forces = [
        Node(f"{ID}force/f{n}", f"Number {n} Police", f"Number {n}", "force", f"Region {n // 4}")
        for n in range(28)
    ]
    units = [
        Node(
            f"{ID}body/u{n}",
            f"Regional Special Operations Unit of {n}",
            f"RSOU{n}",
            "joint unit",
            "law-enforcement",
        )
        for n in range(7)
    ]
    national = [
        Node(f"{ID}body/n{n}", f"National Service {n}", f"NS{n}", "national body", "health") for n in range(9)
    ]
    local = [
        Node(
            f"{ID}body/f{n % 28}/csp{n}",
            f"Safety board {n} (Number {n % 28})",
            f"Safety board {n}",
            "local body",
        )
        for n in range(44)
    ]
    edges = [Edge(forces[n % 28].iri, body.iri, (told(n),)) for n, body in enumerate(local)]
    for n, force in enumerate(forces):
        passages = (told(100 + n),) if n % 4 else ()
        edges.append(Edge(force.iri, units[n // 4].iri, passages, member=True))
        edges += [Edge(force.iri, national[(n * k) % 9].iri, (told(n + k),)) for k in (1,)]
        edges += [Edge(force.iri, national[(n + 4) % 9].iri, (told(n),))] * (n % 9 != (n + 4) % 9)
    edges += [Edge(forces[0].iri, forces[1].iri, (told(7),))]
    edges += [Edge(forces[2].iri, forces[25].iri, (told(8),))]
    return build([*forces, *units, *national, *local], edges)


def hostile() -> Network:
    """Labels, groups, threats, topics and quotes that try to be more than text."""
    force = Node(f"{ID}force/evil", HOSTILE[0], HOSTILE[2], "force", HOSTILE[3])
    bodies = [Node(f"{ID}body/e{n}", text, text, KINDS[1 + n % 3], text) for n, text in enumerate(HOSTILE)]
    edges = [
        Edge(force.iri, body.iri, (told(n, text or "…", [text], [text]),))
        for n, (body, text) in enumerate(zip(bodies, HOSTILE, strict=True))
    ]
    return build([force, *bodies], edges)


def large() -> Network:
    """More nodes than are drawn as elements of their own, hostile ones among them."""
    forces = [
        Node(f"{ID}force/f{n}", f"Number {n} Police", f"Number {n}", "force", f"Region {n // 4}")
        for n in range(20)
    ]
    local = [
        Node(
            f"{ID}body/l{n}",
            HOSTILE[n] if n < len(HOSTILE) else f"Board {n}",
            f"Board {n}",
            "local body",
            "health",
        )
        for n in range(800)
    ]
    national = [
        Node(f"{ID}body/n{n}", f"Service {n}", f"S{n}", "national body", "justice") for n in range(10)
    ]
    edges = [
        Edge(forces[n % 20].iri, body.iri, (told(n, threats=["Fraud"] * (n % 2)),))
        for n, body in enumerate(local)
    ]
    edges += [Edge(force.iri, national[n % 10].iri, (told(n),)) for n, force in enumerate(forces)]
    edges += [Edge(force.iri, national[(n + 1) % 10].iri, (told(n),)) for n, force in enumerate(forces)]
    return build([*forces, *local, *national], edges)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Any network of a few forces and bodies whose names, groups and words are any texts; what is tied to nothing is in none."""
    words = st.text(max_size=30) | st.sampled_from(HOSTILE)
    kinds = draw(st.lists(st.sampled_from(KINDS[:4]), min_size=1, max_size=6))
    nodes = [
        Node(
            f"{ID}{'force' if kind == 'force' else 'body'}/n{n}", draw(words), draw(words), kind, draw(words)
        )
        for n, kind in enumerate(["force", *kinds])
    ]
    pairs = [(one, other) for one, other in combinations(nodes, 2) if one.kind == "force"]
    edges = []
    for n, (one, other) in enumerate(draw(st.lists(st.sampled_from(pairs), unique=True))):
        source, target = sorted((one.iri, other.iri)) if other.kind == "force" else (one.iri, other.iri)
        number = draw(st.integers(0, 2))
        accounts = tuple(told(n, draw(words) or "…", [draw(words)], [draw(words)]) for _ in range(number))
        edges.append(Edge(source, target, accounts, member=other.kind == "joint unit"))
    tied = {end for edge in edges for end in (edge.source, edge.target)}
    return build([node for node in nodes if node.iri in tied], edges)
