"""What can go wrong in a way that stops the work.

PartnergraphError
├── ProjectError    the project folder or its settings cannot be used
├── InputError      a file cannot be read at all (bad rows are findings, not errors)
├── BuildError      the graph cannot be built or written
├── StoreError      no built graph, or one that this version cannot open
└── QueryError      a question is unknown, malformed or wrongly parameterised
    └── ChoiceError     a question about one thing does not know which
"""

from __future__ import annotations


class PartnergraphError(Exception):
    """Base of all errors that a user can cause and repair.

    `message` says what happened and where; `hint` says what to do. `exit_code` is what the
    command line returns: 2, could not run.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class ProjectError(PartnergraphError):
    """The project folder or its settings cannot be used."""


class InputError(PartnergraphError):
    """A file cannot be read at all."""


class BuildError(PartnergraphError):
    """The graph cannot be built or written."""


class StoreError(PartnergraphError):
    """There is no built graph, or it cannot be opened."""


class QueryError(PartnergraphError):
    """A question is unknown, malformed or wrongly parameterised."""


class ChoiceError(QueryError):
    """A question is about one thing of the graph, and nobody said which."""
