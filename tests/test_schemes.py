"""The lists of values: one scheme and place for each concept; countries, regions, groupings."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDF, SDO, SKOS

from ontology_files import CLASSES, CONCEPTS, CONCEPTS_GRAPH, PG, SCHEMES, VOCAB, short
from partnergraph import vocabulary

MEMBERS = {
    "cis": "AM AZ BY KG KZ MD RU TJ UZ",
    "cis-associates": "TM",
    "ots": "AZ KG KZ TR UZ",
    "ots-observers": "HU TM",
}
ISO_3166 = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM
    DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
    VN VU WF WS YE YT ZA ZM ZW
"""
UNKNOWN = VOCAB["country/unknown"]
COUNTRIES = [c for c in CONCEPTS if c.startswith(VOCAB["country/"]) and c != UNKNOWN]
GROUPINGS = [c for c in CONCEPTS if c.startswith(VOCAB["grouping/"])]
REGIONS = [c for c in CONCEPTS if c.startswith(VOCAB["region/"])]


def test_schemes_are_those_the_code_knows() -> None:
    assert [s.removeprefix(VOCAB) for s in SCHEMES] == list(vocabulary.SCHEMES)


@pytest.mark.parametrize("concept", CONCEPTS, ids=short)
def test_concept_has_one_scheme_and_one_place_in_it(concept: URIRef) -> None:
    schemes = list(CONCEPTS_GRAPH.objects(concept, SKOS.inScheme))
    assert schemes == [URIRef(concept.rpartition("/")[0])], f"{short(concept)}: one skos:inScheme"
    slug = concept.rpartition("/")[2]
    pattern = r"[a-z0-9]+(-[a-z0-9]+)*" if concept not in COUNTRIES else r"[A-Z]{2}"
    assert re.fullmatch(pattern, slug), f"{short(concept)}: write the slug in kebab-case"
    broader = set(CONCEPTS_GRAPH.objects(concept, SKOS.broader))
    tops = set(CONCEPTS_GRAPH.objects(concept, SKOS.topConceptOf))
    assert bool(broader) != (tops == set(schemes)), f"{short(concept)}: broader or topConceptOf"
    above = {o for b in broader for o in CONCEPTS_GRAPH.transitive_objects(b, SKOS.broader)}
    assert concept not in above, f"{short(concept)}: it is broader than itself"
    assert all(str(o).startswith(str(schemes[0])) for o in above), (
        f"{short(concept)}: foreign broader"
    )


@pytest.mark.parametrize("scheme", SCHEMES, ids=short)
def test_labels_are_unique_within_a_scheme(scheme: URIRef) -> None:
    members = list(CONCEPTS_GRAPH.subjects(SKOS.inScheme, scheme))
    labels = Counter(o for m in members for o in CONCEPTS_GRAPH.objects(m, SKOS.prefLabel))
    assert not [str(o) for o, n in labels.items() if n > 1], f"{short(scheme)}: tell them apart"


def test_instances_of_concepts_are_of_declared_classes() -> None:
    pairs = list(CONCEPTS_GRAPH.subject_objects(PG.instancesAre))
    assert pairs
    assert not [short(c) for c, kind in pairs if kind not in CLASSES]


def test_ladder_has_one_concept_per_step() -> None:
    levels = [c for c in CONCEPTS if c.startswith(VOCAB["relation-level/"])]
    ranks = [int(str(CONCEPTS_GRAPH.value(c, PG.rank))) for c in levels]
    assert sorted(ranks) == list(range(1, len(levels) + 1)), "rank the levels 1, 2, 3 …"


def test_countries_are_those_of_iso_3166() -> None:
    assert {c.rpartition("/")[2] for c in COUNTRIES} == set(ISO_3166.split())


@pytest.mark.parametrize("country", COUNTRIES, ids=short)
def test_country_has_its_code_and_one_narrowest_region(country: URIRef) -> None:
    code = CONCEPTS_GRAPH.value(country, SKOS.notation)
    assert str(code) == country.rpartition("/")[2], f"{short(country)}: skos:notation is its code"
    assert (country, RDF.type, SDO.Country) in CONCEPTS_GRAPH
    groups = list(CONCEPTS_GRAPH.objects(country, PG.inGrouping))
    regions = [g for g in groups if str(g).startswith(VOCAB["region/"])]
    assert len(regions) == 1, f"{short(country)}: put it in exactly one region of M49"
    narrower = list(CONCEPTS_GRAPH.subjects(SKOS.broader, regions[0]))
    assert not narrower, f"{short(country)}: use one of the regions within {short(regions[0])}"


@pytest.mark.parametrize("grouping", MEMBERS)
def test_members_of_groupings(grouping: str) -> None:
    members = CONCEPTS_GRAPH.subjects(PG.inGrouping, VOCAB[f"grouping/{grouping}"])
    assert sorted(str(m).rpartition("/")[2] for m in members) == MEMBERS[grouping].split()


@pytest.mark.parametrize("place", [*GROUPINGS, *REGIONS], ids=short)
def test_grouping_has_a_source_and_region_its_code(place: URIRef) -> None:
    assert CONCEPTS_GRAPH.value(place, DCTERMS.source), f"{short(place)}: add a dcterms:source"
    if place in GROUPINGS:
        assert place.rpartition("/")[2] in MEMBERS, f"{short(place)}: list its members in this test"
    else:
        code = str(CONCEPTS_GRAPH.value(place, SKOS.notation))
        assert re.fullmatch(r"\d{3}", code), f"{short(place)}: skos:notation is its code in M49"
