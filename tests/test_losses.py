"""Losses: what ends, what is left, and who is left with nothing."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import pyoxigraph as ox
import pytest

from partnergraph.losses import Loss, ending, held, losses, open_ended, without, write
from partnergraph.network import project as project_network
from partnergraph.project import Project
from small_networks import network, record


@pytest.fixture
def graph() -> nx.MultiDiGraph[str]:
    """Home holds agreements with x and y and met x; y holds one with z; w took part beside x."""
    return network(
        [
            record("hx", "agreement", ["home", "x"]),
            record("hy", "agreement", ["home", "y"]),
            record("met", "event", ["home", "x"]),
            record("yz", "programme", ["y", "z"]),
            record("forum", "event", ["home", "x", "w"]),
        ]
    )


def found(graph: nx.MultiDiGraph[str], **gone: list[str]) -> dict[str, Loss]:
    return {loss.id: loss for loss in losses(graph, without(graph, **gone))}


def test_nothing_ends_nothing_is_lost(graph: nx.MultiDiGraph[str]) -> None:
    assert found(graph) == {}


def test_the_last_agreement_is_not_the_last_relation(graph: nx.MultiDiGraph[str]) -> None:
    lost = found(graph, relations=["hx"])

    assert lost == {"x": Loss("x", False, True, False, 3, 2, 1, 0)}


def test_partners_of_partners_fall_away_with_them(graph: nx.MultiDiGraph[str]) -> None:
    lost = found(graph, relations=["hy"])

    assert {iri for iri, loss in lost.items() if loss.leaves_home} == {"y", "z"}
    assert {iri for iri, loss in lost.items() if loss.last_relation} == set()
    assert lost["y"].last_agreement


def test_a_lost_partner_takes_its_partners_along(graph: nx.MultiDiGraph[str]) -> None:
    lost = found(graph, things=["y"])

    assert set(lost) == {"z"}
    assert (lost["z"].last_relation, lost["z"].leaves_home) == (True, True)


def test_an_event_goes_on_among_those_who_remain(graph: nx.MultiDiGraph[str]) -> None:
    rest = without(graph, things=["x"])

    assert set(rest.predecessors("forum")) == {"home", "w"}
    assert "met" not in rest.graph["relations"]
    assert found(graph, things=["x"]) == {}


def test_without_home_nobody_can_leave_it(graph: nx.MultiDiGraph[str]) -> None:
    lost = found(graph, things=["home"])

    assert not any(loss.leaves_home for loss in lost.values())
    assert not lost.keys() & {"z", "w"}


def test_a_kind_can_be_lost(graph: nx.MultiDiGraph[str]) -> None:
    rest = without(graph, kinds=["agreement", "event"])

    assert set(rest.graph["relations"]) == {"yz"}
    assert {key for *_, key in rest.edges(keys=True)} == {"yz"}


def test_units_go_with_their_institution(graph: nx.MultiDiGraph[str]) -> None:
    graph.add_node("unit", kind="unit", names=[], facts={})
    graph.add_edge("y", "unit", "unit#unit-of", kind="unit-of", sources=[])

    assert "unit" not in without(graph, things=["y"])
    assert "unit" in without(graph, things=["x"])


def test_the_network_itself_stays_as_it_was(graph: nx.MultiDiGraph[str]) -> None:
    edges = graph.number_of_edges()

    without(graph, things=["x"], kinds=["agreement"])

    assert graph.number_of_edges() == edges
    assert len(graph.graph["relations"]) == 5


@pytest.mark.parametrize("status", ["not-signed", "expired", "superseded", "terminated"])
def test_what_nobody_holds_cannot_be_lost(status: str) -> None:
    graph = network([record("a", "agreement", "xy", status=f"status:{status}")])

    assert held(graph) == []
    assert not any(loss.last_agreement for loss in found(graph, relations=["a"]).values())


def test_losses_are_written_onto_the_network(graph: nx.MultiDiGraph[str]) -> None:
    after = without(graph, relations=["hy"])

    write(graph, after, losses(graph, after))

    assert graph.nodes["z"]["loss"]["leaves_home"]
    assert not graph.nodes["x"]["loss"]["leaves_home"]
    assert [key for *_, key, lost in graph.edges(keys=True, data="lost") if lost] == ["hy"]


# Terms

_CLAIM = """
<e:claim> <https://w3id.org/partnergraph/ontology#modality>
    <https://w3id.org/partnergraph/vocab/modality/realised> .
<e:claim> <https://w3id.org/partnergraph/ontology#claimStatus>
    <https://w3id.org/partnergraph/vocab/claim-status/asserted> .
<e:claim> <https://w3id.org/partnergraph/ontology#statedIn> <e:page> .
<e:page> <https://w3id.org/partnergraph/ontology#retrievedOn>
    "2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
"""


def _agreement(iri: str, **steps: str) -> str:
    pg = "https://w3id.org/partnergraph/ontology#"
    text = f"<{iri}> a <{pg}Agreement> . "
    for step, day in steps.items():
        event = f"<{iri}-{step}>"
        text += (
            f"<{iri}> <{pg}hasLifecycleEvent> {event} . {event} <{pg}supportedBy> <e:claim> ; "
            f"<{pg}lifecycleType> "
            f"<https://w3id.org/partnergraph/vocab/lifecycle-type/{step.replace('_', '-')}> . "
        )
        for bound in ("earliest", "latest"):
            text += f'{event} <{pg}{bound}> "{day}"^^<http://www.w3.org/2001/XMLSchema#date> . '
        text += f'{event} <{pg}edtf> "{day}" . '
    return text


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2029-12-30", []), ("2029-12-31", ["e:term"]), ("9999-12-31", ["e:term"])],
)
def test_an_agreement_ends_on_the_last_day_of_its_term(
    project: Project, until: str, expected: list[str]
) -> None:
    store = ox.Store()
    text = _CLAIM + _agreement("e:term", signed="2020-01-01", scheduled_expiry="2029-12-31")
    text += _agreement("e:open", signed="2020-01-01")
    store.load(text.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("e:graph"))
    views = project.query_files("views")
    graph = project_network(store, views, as_of=dt.date(2026, 1, 1))

    assert ending(graph, store, views, dt.date.fromisoformat(until)) == expected
    assert held(graph) == ["e:open", "e:term"]
    assert open_ended(graph) == ["e:open"]
