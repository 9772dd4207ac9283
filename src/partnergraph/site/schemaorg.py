"""The dataset in the words of schema.org, for search engines, and as a citation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from partnergraph.site.description import Description, media
from partnergraph.vocabulary import ONTOLOGY

if TYPE_CHECKING:
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

_FORM = "1.2.0"


def jsonld(description: Description) -> str:
    """A schema.org `Dataset` as JSON-LD, to be embedded in a page (see `renderer.embeddable`)."""
    return json.dumps(_filled(_dataset(description)), ensure_ascii=False, sort_keys=True)


def embedded(site: Site, output: Output) -> str:
    """The same for `site`, whose dumps are in `output` already. Raises OSError."""
    return jsonld(Description.read(site, output))


def citation(description: Description) -> str:
    """The dataset in the Citation File Format 1.2.0."""
    title = description.title("en")
    cited = {
        "cff-version": _FORM,
        "message": "If you use this dataset, please cite it as below. If you use a single fact,"
        " please also name the source that the graph gives for it.",
        "type": "dataset",
        "title": title,
        "abstract": description.descriptions().get("en", title),
        "authors": [{"name": description.publisher or title}],
        "version": description.version,
        "date-released": description.as_of,
        "license-url": description.licence,
        "url": description.iri,
        "identifiers": [{"type": "url", "value": description.iri, "description": "The dataset"}],
        "keywords": description.keywords().get("en", []),
    }
    text: str = yaml.safe_dump(_filled(cited), allow_unicode=True, sort_keys=False, width=1000)
    return text


def _dataset(description: Description) -> dict[str, Any]:
    languages = description.languages
    texts = description.descriptions()
    publisher = {"@type": "Organization", "name": description.publisher}
    first, last = description.period
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": description.iri,
        "identifier": description.iri,
        "url": description.iri,
        "name": description.title(languages[0]),
        "alternateName": [description.title(lang) for lang in languages[1:]],
        "description": next(iter(texts.values())),
        "keywords": [word for words in description.keywords().values() for word in words],
        "license": description.licence,
        "creator": publisher if description.publisher else "",
        "publisher": publisher if description.publisher else "",
        "version": description.version,
        "dateModified": description.as_of,
        "temporalCoverage": f"{first}/{last or '..'}" if first else "",
        "inLanguage": list(texts),
        "isAccessibleForFree": True,
        "conformsTo": ONTOLOGY,
        "about": description.home,
        "distribution": [
            {
                "@type": "DataDownload",
                "@id": f"{description.iri}#{dump.path.rpartition('/')[2]}",
                "contentUrl": description.address(dump.path),
                "encodingFormat": media(dump.path),
                "contentSize": f"{dump.size} B",
                "sha256": dump.sha256,
                "license": description.licence,
            }
            for dump in description.dumps
        ],
    }


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """`data` without what is empty."""
    return {name: value for name, value in data.items() if value not in ("", [], None)}
