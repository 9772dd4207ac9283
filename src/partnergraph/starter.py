"""Starter: a new project folder for an institution that begins to keep its own graph."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from partnergraph.csvfiles import write_csv
from partnergraph.errors import ProjectError
from partnergraph.files import write_text
from partnergraph.forms import forms, strings
from partnergraph.project import SETTINGS, Project
from partnergraph.sheets import write_workbook

WORKBOOK = "tables.xlsx"
_TEXTS = Path(__file__).resolve().parent / "texts"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: A base that cannot be mistaken for a published one; the settings say to replace it.
_EXAMPLE = "https://example.org/"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known of a new project: language, title, base and the id of the home institution."""

    language: str = "en"
    title: str = ""
    base: str = ""
    home: str = ""


def start(folder: Path, wishes: Wishes, *, workbook: bool = False) -> list[Path]:
    """Makes a project in `folder`, which must be new or empty, and returns its files.

    Raises ProjectError for a folder that holds something, or for settings that cannot be used;
    nothing is then written.
    """
    _check(folder, wishes)
    settings = _settings(folder, wishes)
    tables = folder / "graph"
    try:
        tables.mkdir(parents=True)
        write_text(folder / SETTINGS, settings)
        project = Project.load(folder)
        made = forms(project, wishes.language)
        if workbook:
            write_workbook(tables / WORKBOOK, made, strings(wishes.language)["sheet"])
        for form in () if workbook else made:
            headings = [column.heading for column in form.columns]
            text = write_csv(headings, [], guard=False)
            write_text(tables / f"{form.table.name}.csv", text)
        write_text(folder / "README.md", _readme(wishes, workbook=workbook))
    except BaseException as error:
        _remove(folder)
        if isinstance(error, OSError):
            raise ProjectError(f"{folder} cannot be written: {error.strerror}.") from error
        raise
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _check(folder: Path, wishes: Wishes) -> None:
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file.", "Give the name of a new folder.")
    if folder.is_dir() and any(folder.iterdir()):
        hint = "Give the name of a new folder; nothing was changed."
        raise ProjectError(f"{folder} is not empty.", hint)
    if wishes.home and not _ID.fullmatch(wishes.home):
        hint = "Use small Latin letters, digits and hyphens, for example samsmu."
        raise ProjectError(f"'{wishes.home}' is no id.", hint)


def _settings(folder: Path, wishes: Wishes) -> str:
    """The settings of a new project, which begins with one language or with it and English."""
    languages = list(dict.fromkeys((wishes.language, "en")))
    title = wishes.title or folder.resolve().name
    base = wishes.base or _EXAMPLE
    return Template((_TEXTS / f"settings.{wishes.language}.toml").read_text("utf-8")).substitute(
        base=_quoted(base if base.endswith("/") else f"{base}/"),
        home=_quoted(wishes.home),
        languages=json.dumps(languages),
        title=f"{wishes.language} = {_quoted(title)}",
    )


def _quoted(text: str) -> str:
    """`text` as a basic string of TOML, whose escapes are those of JSON but for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _readme(wishes: Wishes, *, workbook: bool) -> str:
    words = strings(wishes.language)
    template = Template((_TEXTS / f"README.{wishes.language}.md").read_text("utf-8"))
    return template.substitute(
        title=wishes.title or words["tables"]["agreements"],
        tables=f"`graph/{WORKBOOK}`" if workbook else "`graph/*.csv`",
    )


def _remove(folder: Path) -> None:
    """Takes back what was begun: the folder was empty or did not exist."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
