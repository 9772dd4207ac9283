"""OpenAPI: the questions as an interface for programs (OpenAPI 3.1.1).

Each question is a path; what can be set are its parameters, with their types and defaults.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from partnergraph import __version__
from partnergraph.parameters import Parameter
from partnergraph.query import Question
from partnergraph.serve.desk import Desk
from partnergraph.serve.problems import MEDIA_TYPE
from partnergraph.serve.values import is_thing, short, spaces
from partnergraph.site.wording import label

VERSION = "3.1.1"
_JSON = Mapping[str, Any]
_ROWS = "application/sparql-results+json"
_TEXTS = ("text/csv", "text/tab-separated-values", "application/sparql-results+xml")
_BIG = 10**18 - 1


def document(desk: Desk) -> bytes:
    """The description, as JSON in UTF-8."""
    site = desk.renderer
    found: _JSON = {
        "openapi": VERSION,
        "info": {
            "title": site.titles.get("en") or next(iter(site.titles.values()), site.base),
            "summary": "Questions with tested answers, asked of a knowledge graph.",
            "description": "Every fact has a source, and every doubt is told.",
            "version": __version__,
            **({"license": {"name": site.licence, "url": site.licence}} if site.licence else {}),
        },
        "servers": [{"url": "."}],
        "tags": [{"name": tag} for tag in _tags(desk)],
        "paths": {
            **{f"/ask/{each.name}": _question(desk, each) for each in desk.site.graph.questions},
            "/search/suggest": _suggest(),
        },
        "components": {
            "schemas": _SCHEMAS,
            "responses": _RESPONSES,
            "parameters": {"lang": _lang(desk)},
        },
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def _tags(desk: Desk) -> list[str]:
    return list(dict.fromkeys(tag for each in desk.site.graph.questions for tag in each.tags))


def _question(desk: Desk, question: Question) -> _JSON:
    told = "\n\n".join(part for part in (question.why, question.description) if part)
    return {
        "get": {
            "operationId": question.name,
            "summary": question.summary or question.name,
            **({"description": told} if told else {}),
            **({"tags": list(question.tags)} if question.tags else {}),
            "parameters": [
                *(_parameter(desk, each) for each in question.parameters),
                {"$ref": "#/components/parameters/lang"},
            ],
            "responses": {"200": {"$ref": "#/components/responses/Answer"}, **_PROBLEMS},
        }
    }


def _parameter(desk: Desk, parameter: Parameter) -> _JSON:
    open_ = is_thing(desk, parameter) and _iri(parameter) not in desk.site.documents
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{label(parameter.name, 'en')}. An empty value is the default.",
        "required": open_,
        "schema": _schema(desk, parameter, open_=open_),
    }


#: Forms send fields that were left empty.
_EMPTY: _JSON = {"type": "string", "maxLength": 0}


def _schema(desk: Desk, parameter: Parameter, *, open_: bool) -> _JSON:
    usual = parameter.shown
    if parameter.kind == "date":
        day = desk.site.graph.as_of
        usual = day.isoformat() if parameter.name == "asOf" and day else usual
        kinds = [{"format": "date"}, {"maxLength": 0}]
        return {"type": "string", "anyOf": kinds, "default": usual}
    if parameter.kind == "integer":
        number = {"type": "integer", "minimum": -_BIG, "maximum": _BIG}
        return {"anyOf": [number, _EMPTY], "default": int(usual)}
    if parameter.kind == "boolean":
        return {"anyOf": [{"type": "boolean"}, _EMPTY], "default": usual == "true"}
    if parameter.kind == "concept":
        known = [iri for space in spaces(parameter) for iri in desk.concepts.get(space, ())]
        named = [short(iri, parameter) for iri in known]
        return {"type": "string", "enum": [*named, ""], "default": usual}
    found: dict[str, Any] = {"type": "string", "maxLength": 1000}
    if is_thing(desk, parameter):
        found["description"] = "The id, a name in any language, or the IRI of a thing."
        found["examples"] = [usual]
    return found if open_ else {**found, "default": usual}


def _iri(parameter: Parameter) -> str:
    return f"{parameter.space}{parameter.shown}"


def _lang(desk: Desk) -> _JSON:
    return {
        "name": "lang",
        "in": "query",
        "description": "The language of labels.",
        "required": False,
        "schema": {"type": "string", "enum": list(desk.renderer.languages)},
    }


def _suggest() -> _JSON:
    return {
        "get": {
            "operationId": "suggest",
            "summary": "Things by what they are called, in any script, also when it is misspelt.",
            "parameters": [
                {
                    "name": "q",
                    "in": "query",
                    "required": True,
                    "description": "A name, or its beginning.",
                    "schema": {"type": "string", "maxLength": 300},
                },
                {"$ref": "#/components/parameters/lang"},
            ],
            "responses": {
                "200": {
                    "description": "The things that are called so, the best first.",
                    "content": {"application/json": {"schema": _ref("Suggestions")}},
                },
                **_PROBLEMS,
            },
        }
    }


def _ref(name: str) -> _JSON:
    return {"$ref": f"#/components/schemas/{name}"}


_PROBLEMS: _JSON = {
    status: {"$ref": "#/components/responses/Problem"}
    for status in ("400", "404", "406", "413", "503")
}
_TERM: _JSON = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode"]},
        "value": {"type": "string"},
        "xml:lang": {"type": "string"},
        "datatype": {"type": "string"},
    },
}
_SCHEMAS: _JSON = {
    "Results": {
        "description": "SPARQL 1.1 Query Results JSON Format.",
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {
                "type": "object",
                "properties": {"vars": {"type": "array", "items": {"type": "string"}}},
            },
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {"type": "object", "additionalProperties": _TERM},
                    }
                },
            },
            "boolean": {"type": "boolean"},
        },
    },
    "Rows": {
        "description": "An object for each row; numbers and truth values as such, null for none.",
        "type": ["array", "boolean"],
        "items": {
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
        },
    },
    "Problem": {
        "description": "Problem details (RFC 9457).",
        "type": "object",
        "required": ["status", "title"],
        "properties": {
            "status": {"type": "integer"},
            "title": {"type": "string"},
            "detail": {"type": "string"},
            "parameter": {"type": "string"},
            "near": {"type": "array", "items": {"type": "string"}},
        },
    },
    "Suggestions": {
        "type": "object",
        "required": ["query", "results"],
        "properties": {
            "query": {"type": "string"},
            "results": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "label", "kind", "href"],
                    "properties": {
                        "id": {"type": "string"},
                        "label": {"type": "string"},
                        "lang": {"type": "string"},
                        "kind": {"type": "string"},
                        "matched": {"type": "string"},
                        "href": {"type": "string", "format": "uri-reference"},
                    },
                },
            },
        },
    },
}
_RESPONSES: _JSON = {
    "Answer": {
        "description": "The answer.",
        "content": {
            "application/json": {"schema": _ref("Rows")},
            _ROWS: {"schema": _ref("Results")},
            **{media: {"schema": {"type": "string"}} for media in (*_TEXTS, "text/html")},
        },
    },
    "Problem": {
        "description": "Why there is no answer.",
        "content": {MEDIA_TYPE: {"schema": _ref("Problem")}, "text/html": {}},
    },
}
