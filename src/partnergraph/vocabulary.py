"""Every IRI that the code needs, and nowhere else.

Plain strings, so that a command starts without loading an RDF library.
"""

from __future__ import annotations


class Namespace(str):
    """An IRI prefix whose attributes are the terms: `PG.Agreement`, `SKOS.prefLabel`."""

    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return str.__add__(self, name)

    def term(self, name: str) -> str:
        """The term called `name`; for those that Python or `str` uses: `RDF.type`, `DC.title`."""
        return str.__add__(self, name)


PG = Namespace("https://w3id.org/partnergraph/ontology#")
VOCAB = Namespace("https://w3id.org/partnergraph/vocab/")
SHAPES = Namespace("https://w3id.org/partnergraph/shapes#")
ONTOLOGY = "https://w3id.org/partnergraph/ontology"

ADMS = Namespace("http://www.w3.org/ns/adms#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
DC = Namespace("http://purl.org/dc/terms/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("https://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SKOSXL = Namespace("http://www.w3.org/2008/05/skos-xl#")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
ROR = "https://ror.org/"
WIKIDATA = "http://www.wikidata.org/entity/"

RDF_TYPE = RDF.term("type")

#: Prefixes for readable output, the same in every file that the project writes.
PREFIXES: dict[str, str] = {
    "pg": PG,
    "dcat": DCAT,
    "dcterms": DC,
    "foaf": FOAF,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "skosxl": SKOSXL,
    "void": VOID,
    "xsd": XSD,
}

#: Schemes whose concepts stand in table cells and questions; prefix = scheme name.
SCHEMES: tuple[str, ...] = (
    "agreement-type",
    "claim-status",
    "comparator",
    "counted-thing",
    "country",
    "date-precision",
    "decision-status",
    "event-type",
    "grouping",
    "institution-type",
    "lifecycle-type",
    "modality",
    "programme-type",
    "region",
    "registry-status",
    "relation-level",
    "relation-type",
    "role",
    "source-kind",
    "statement-part",
    "status",
)


def scheme(name: str) -> Namespace:
    """The namespace of a concept scheme: `scheme("role").term("host")`."""
    return Namespace(f"{VOCAB}{name}/")


_SPACES = (VOCAB, *PREFIXES.values())


def compact(iri: str) -> str:
    """`iri` with a known prefix, for people: `pg:Agreement`; the IRI itself where none fits."""
    if not iri.startswith(_SPACES):
        return iri
    if iri.startswith(VOCAB):
        name, slash, concept = iri[len(VOCAB) :].partition("/")
        if slash and name in SCHEMES:
            return f"{name}:{concept}"
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
