"""Dating: EDTF dates in words, in the languages of the pages."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from partnergraph.dates import DateError, When, read
from partnergraph.site.renderer import words

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "uz": "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
}
_OF_MONTH = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_WITHOUT_YEAR = "XXXX-"
_HAS_DAY = 2
_DAY = len("2024-03-19")
_FIRST_DAY, _LAST_DAY = re.compile(r"^[0-9]+"), re.compile(r"[0-9]+(?=-[^0-9]+$)")


@lru_cache(maxsize=16384)
def say(edtf: str, lang: str) -> str:
    """The date that `edtf` writes, in words of `lang`; the text itself where it is no date."""
    try:
        when = read(edtf)
    except (DateError, ValueError):
        return edtf
    maker = _FORMS.get(when.precision)
    return maker(when, lang) if maker else _period(when.edtf, lang)


def _period(text: str, lang: str, *, of: bool = False) -> str:
    """A day, month, year, decade or century as written; with `of` as it stands after *of*."""
    parts = text.rstrip("~?%").split("-")
    year, rest = parts[0], [int(part) for part in parts[1:] if part.isdecimal()]
    if year.endswith("XX"):
        return _fill("date-century", lang, f"{year[:2]}00")
    if year.endswith("X"):
        return _fill("date-decade", lang, f"{year[:3]}0")
    return _spell(year.lstrip("0") or "0", rest, lang, of=of)


def _spell(year: str, rest: list[int], lang: str, *, of: bool = False) -> str:
    named, day = year, _day_of(lang, rest, of=of)
    if lang == "uz":
        return " ".join(filter(None, [f"{year}-yil" if year else "", day]))
    if lang == "ru" and year and (of or len(rest) != 1):
        named = f"{year} год" if not rest and not of else f"{year} года"
    return f"{day} {named}".strip()


def _day_of(lang: str, rest: list[int], *, of: bool = False) -> str:
    if not rest:
        return ""
    months = _MONTHS.get(lang, _MONTHS["en"]).split()
    if lang == "ru" and (of or len(rest) == _HAS_DAY):
        months = _OF_MONTH.split()
    joint = "-" if lang == "uz" else " "
    return joint.join([*map(str, rest[1:]), months[rest[0] - 1]])


def _span(first: str, last: str, lang: str) -> str:
    """Two days as short as can be: 19–24 March 2024."""
    if len(first) == len(last) == _DAY and first[:8] == last[:8]:
        said = _period(last, lang)
        days = f"{int(first[8:])}–{int(last[8:])}"
        return _LAST_DAY.sub(days, said) if lang == "uz" else _FIRST_DAY.sub(days, said)
    return _fill("date-between", lang, say(first, lang), say(last, lang))


def _unknown(_when: When, lang: str) -> str:
    return words(lang)["date-unknown"]


def _no_year(when: When, lang: str) -> str:
    ends = [
        end.removeprefix(_WITHOUT_YEAR).split("-") for end in when.edtf.rstrip("~?%").split("/")
    ]
    said = [_spell("", [int(part) for part in end if part.isdecimal()], lang) for end in ends]
    return _fill("date-no-year", lang, " – ".join(dict.fromkeys(said)))


def _interval(when: When, lang: str) -> str:
    start, _, end = (part.strip(".") for part in when.edtf.partition("/"))
    if start and end:
        return _span(start, end, lang)
    said = _period(start or end, lang, of=True)
    return _fill("date-since" if start else "date-until", lang, said)


def _within(when: When, lang: str) -> str:
    first, last = (str(day or "") for day in (when.earliest, when.latest))
    return _fill("date-within", lang, _span(first, last, lang))


def _before(when: When, lang: str) -> str:
    return _fill("date-before", lang, _day(when.latest, lang))


def _after(when: When, lang: str) -> str:
    return _fill("date-after", lang, _day(when.earliest, lang))


def _about(when: When, lang: str) -> str:
    return _fill("date-about", lang, _period(when.edtf, lang, of=True))


def _perhaps(when: When, lang: str) -> str:
    return _fill("date-perhaps", lang, _period(when.edtf, lang))


def _day(day: date | None, lang: str) -> str:
    return _period(day.isoformat(), lang, of=True) if day else "…"


def _fill(key: str, lang: str, *values: str) -> str:
    said = words(lang)[key]
    for number, value in enumerate(values, 1):
        said = said.replace(f"{{{number}}}", value)
    return said


_FORMS = {
    "unknown": _unknown,
    "year-not-stated": _no_year,
    "interval": _interval,
    "within-interval": _within,
    "before": _before,
    "after": _after,
    "approximate": _about,
    "uncertain": _perhaps,
}
