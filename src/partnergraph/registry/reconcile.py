"""Reconcile: which registry record an institution may be, how sure that is, and why.

The machine accepts a record only where name and country prove it. Everything else is a proposal
to people, with a score for the order and a reason in words for the decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from partnergraph.findings import Finding, info, warning
from partnergraph.registry.evidence import Candidate, Evidence, How, gather
from partnergraph.registry.lookup import Lookup
from partnergraph.registry.records import Kind, ror_iri

__all__ = ["Candidate", "Proposal", "Settled", "Verdict", "known", "propose"]

_SHOWN = 3  # proposals per institution
_LOWEST = 55  # a proposal with a lower score only costs people's time


class Verdict(StrEnum):
    """What the machine makes of a proposal."""

    ACCEPT = "accept"
    AMBIGUOUS = "ambiguous"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record proposed for an institution; `score` (0 to 100) orders, `reason` explains."""

    institution: str
    ror: str
    ror_name: str
    ror_country: str
    score: int
    reason: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Settled:
    """What people have decided: records accepted by institution, and pairs rejected."""

    accepted: Mapping[str, str] = field(default_factory=dict)
    rejected: frozenset[tuple[str, str]] = frozenset()


def propose(
    lookup: Lookup, candidates: Iterable[Candidate], settled: Settled | None = None
) -> list[Proposal]:
    """Proposals for the institutions that have no id and no accepted record, best first each.

    A record that the machine would accept for two institutions, or that already belongs to
    another one, it accepts for none.
    """
    settled = settled or Settled()
    given = sorted(candidates, key=lambda each: each.id)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for each in given:
        if each.ror:
            owners[ror_iri(each.ror)].add(each.id)
    for institution, ror in settled.accepted.items():
        owners[ror].add(institution)
    found: list[Proposal] = []
    for each in given:
        if not each.ror and each.id not in settled.accepted:
            found += _of(lookup, each, settled.rejected)
    for proposal in found:
        if proposal.verdict is Verdict.ACCEPT:
            owners[proposal.ror].add(proposal.institution)
    return [_unshared(proposal, owners[proposal.ror]) for proposal in found]


def _unshared(proposal: Proposal, owners: set[str]) -> Proposal:
    others = ", ".join(sorted(owners - {proposal.institution}))
    if not others:
        return proposal
    verdict = Verdict.AMBIGUOUS if proposal.verdict is Verdict.ACCEPT else proposal.verdict
    return replace(proposal, verdict=verdict, reason=f"{proposal.reason}; also fits {others}")


def _of(
    lookup: Lookup, candidate: Candidate, rejected: frozenset[tuple[str, str]]
) -> list[Proposal]:
    best: dict[str, Evidence] = {}
    for evidence in gather(lookup, candidate):
        ror = evidence.record.id
        if (candidate.id, ror) not in rejected:
            best[ror] = min(best.get(ror, evidence), evidence, key=_rank)
    found = sorted(best.values(), key=_rank)
    if any(each.how is How.SAME and each.same_country for each in found):
        found = [each for each in found if each.leads and not each.countries_differ]
    made = [_proposal(lookup, each, found) for each in found if each.score >= _LOWEST]
    accepted = [each for each in made if each.verdict is Verdict.ACCEPT]
    return accepted or made[:_SHOWN]


def _rank(evidence: Evidence) -> tuple[int, bool, bool, float, str]:
    return evidence.rank


def _proposal(lookup: Lookup, evidence: Evidence, found: list[Evidence]) -> Proposal:
    doubts = list(_doubts(lookup, evidence, found))
    record = evidence.record
    return Proposal(
        institution=evidence.candidate.id,
        ror=record.id,
        ror_name=record.name,
        ror_country=record.country,
        score=evidence.score,
        reason="; ".join([_fit(evidence), *_country(evidence), *doubts]),
        verdict=_verdict(evidence, doubts),
    )


def _verdict(evidence: Evidence, doubts: list[str]) -> Verdict:
    if not evidence.leads or evidence.countries_differ or evidence.abbreviated:
        return Verdict.WEAK
    if evidence.how is How.SAME and evidence.same_country and not doubts:
        return Verdict.ACCEPT
    return Verdict.AMBIGUOUS


def _fit(evidence: Evidence) -> str:
    theirs = evidence.theirs
    language = f" ({theirs.language})" if theirs.language else ""
    if evidence.before:
        before = evidence.before
        return f"successor of the {before.status} record {before.id}, which has this name"
    if evidence.how is How.SAME:
        quoted = f", its {theirs.kind} “{theirs.text}”{language}"
        return "same name" + (quoted if theirs.kind is not Kind.DISPLAY else "")
    if evidence.how is How.ACRONYM:
        return f"only the abbreviation {theirs.text} is the same"
    return f"similar name “{theirs.text}”{language}{_difference(evidence)}"


def _difference(evidence: Evidence) -> str:
    ours, theirs = " ".join(evidence.only_ours), " ".join(evidence.only_theirs)
    if ours and theirs:
        return f", but says {ours} where that says {theirs}"
    if ours:
        return f", but has also {ours}"
    return f", which has also {theirs}" if theirs else ", the same words in other forms or order"


def _country(evidence: Evidence) -> Iterator[str]:
    if evidence.same_country:
        yield f"same country {evidence.record.country}"


def _doubts(lookup: Lookup, evidence: Evidence, found: list[Evidence]) -> Iterator[str]:
    """What keeps the machine from accepting, in words."""
    record, candidate = evidence.record, evidence.candidate
    if evidence.countries_differ:
        yield f"other country: {record.country}, not {candidate.country}"
    elif not evidence.same_country:
        yield "country not known"
    if record.status != "active":
        after = " and ".join(f"{each.name} {each.id}" for each in lookup.successors(record))
        yield f"{record.status} in the registry" + (f", succeeded by {after}" if after else "")
    if evidence.cities_differ:
        yield f"other city: {record.city}, not {candidate.city}"
    if evidence.how is How.SUCCESSOR:
        yield "a successor may be another body"
    if evidence.how is How.SAME:
        yield from _doubts_of_name(lookup, evidence, found)


def _doubts_of_name(lookup: Lookup, evidence: Evidence, found: list[Evidence]) -> Iterator[str]:
    """Why even the very same name may not prove it."""
    if evidence.abbreviated:
        yield "an abbreviation proves nothing"
    if evidence.kinds_differ:
        yield f"main name is “{evidence.record.name}”: perhaps a former name"
    theirs = evidence.theirs
    if theirs.kind is Kind.ALIAS and lookup.unlike_main(evidence.record, theirs.text):
        yield "an alias unlike its main name"
    if not (lookup.singles_out(evidence.ours, evidence.record.country) or evidence.same_city):
        yield "a name of common words only"
    rivals = [each.record.id for each in found if _rivals(evidence, each)]
    if rivals:
        yield "the name also leads to " + ", ".join(rivals)


def _rivals(evidence: Evidence, other: Evidence) -> bool:
    return other.record.id != evidence.record.id and other.leads and not other.countries_differ


def known(lookup: Lookup, candidates: Iterable[Candidate]) -> Iterator[Finding]:
    """Findings about ids that institutions already have: mistyped, withdrawn, or not there."""
    for each in candidates:
        if each.ror:
            yield from _checked(lookup, each.id, each.ror)


def _checked(lookup: Lookup, institution: str, text: str) -> Iterator[Finding]:
    ror = ror_iri(text)
    record = lookup[ror]
    has = f"{institution} has the registry id {text}, which"
    place = {"focus": institution, "value": text}
    if not ror:
        repair = "Copy the id from https://ror.org."
        yield warning("registry-id-mistyped", f"{has} is mistyped.", repair, **place)
    elif record is None:
        repair = "Nothing to do if this is an extract; else compare with https://ror.org."
        yield info("registry-id-absent", f"{has} this file does not contain.", repair, **place)
    elif record.status == "withdrawn":
        after = " or ".join(f"{each.name}, {each.id}" for each in lookup.successors(record))
        repair = f"Consider {after}." if after else "Remove the id."
        yield warning("registry-id-withdrawn", f"{has} is withdrawn.", repair, **place)
