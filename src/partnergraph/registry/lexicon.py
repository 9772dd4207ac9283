"""Lexicon: letters of other alphabets and the common words of organisations' names.

Only for comparing spellings, never for showing names: the tables are short and coarse.
"""

from __future__ import annotations

#: Latin letters without a decomposition, and Cyrillic with the additions of Uzbek, Kazakh, Tajik,
#: Ukrainian, Belarusian, Serbian and Macedonian.
LETTERS: dict[int, str] = {
    ord(letter): latin
    for letter, latin in (
        *zip("ıłøđðħŋəĸ", ("i", "l", "o", "d", "d", "h", "n", "a", "k"), strict=True),
        *(("æ", "ae"), ("œ", "oe"), ("þ", "th")),
        *zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufye", strict=True),
        *(("ё", "e"), ("ж", "zh"), ("х", "kh"), ("ц", "ts"), ("ч", "ch"), ("ш", "sh")),
        *(("щ", "shch"), ("ъ", ""), ("ь", ""), ("ю", "yu"), ("я", "ya")),
        *zip("ўқғҳәңөүұһіґӣӯҷј", "oqghanouuhigiujj", strict=True),
        *(("є", "ye"), ("ї", "i"), ("ђ", "d"), ("ћ", "c"), ("љ", "lj"), ("њ", "nj"), ("џ", "dz")),
    )
}


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Articles, prepositions and titles, which a name may have or lack. Not "i" and "v": numerals.
LITTLE = _set(
    """
    a after an and at by da das de degli del della delle den der des di do dos du e el en et for
    für fur im imeni in iz la las le les los na named no nomidagi of och on para po pour pri s sur
    the to u und van voor w y z za zu zum zur atyndagy atindagi adindaki adina
    dr prof academician akademika professora
    """
)

#: What follows, or comes before, tells whom an organisation is named after.
NAMED_AFTER = _set("named im imeni imieni imena")
NAMED_BEFORE = _set("nomidagi atyndagy atindagi adindaki")

#: Forms of companies.
LEGAL = _set(
    """
    ab ag as bv co company corp corporation gmbh inc incorporated jsc kg limited llc llp ltd mbh nv
    oao ooo oy pao plc pte pty sa sarl sas se spa spol srl sro zao
    """
)

#: Kinds of organisation that tell two bodies of one place apart.
KINDS = _set("university academy institute college hospital school ministry museum library")

#: Common words by the beginnings of their folded forms; `=` ends a form that must be whole.
CONCEPTS: dict[str, str] = {
    "academy": "academy academi academia= akadem",
    "agriculture": "agric agrar selskokhoz landwirt tarim= qishloq",
    "association": "assoc assots birlig vereinigung uyushma",
    "cardiology": "cardi kardi",
    "center": "center= centers centre= centres centro= centrum tsentr zentrum markaz merkez centar",
    "chemistry": "chemi khimi kimyo kimya",
    "city": "city= gorod gorods shahar sehir miasta municip",
    "clinic": "clinic klinik klinich",
    "college": "colleg kolleg kollej kolledzh kolej collega",
    "committee": "committ komitet qomita comite",
    "company": "kompani",
    "council": "council sovet kengash kurul conseil consej",
    "department": "depart",
    "development": "develop razvit rivojlan",
    "district": "district raion tuman",
    "education": "educat educac obrazov talim egitim eitim bildung formazion ogretim",
    "emergency": "emergenc skoroi neotlozh",
    "engineering": "engin inzhener muhandis muhendis ingeni ingegn",
    "faculty": "facult fakult",
    "federal": "federal federac federat bundes",
    "first": "first pervy pervyi birinchi",
    "foundation": "foundation fond= fondy fonds= fundac fondazion stiftung vakfi jamgarm",
    "general": "general",
    "government": "govern pravitel hukumat",
    "group": "group= groupe= gruppe= gruppa",
    "health": "health zdravookh zdorov saglik sogliq saglig sante= salud saude gesundh",
    "higher": "higher vyssh oliy= yuksek haute",
    "hospital": "hospital gospital ospedal krankenh bolnits hastane shifoxon szpital kasalxon",
    "information": "inform",
    "institute": "institut istitut instytut enstitu",
    "international": "internat internac internaz mezhdunar xalqaro khalqaro uluslarar",
    "laboratory": "laborat",
    "library": "librar bibliote kutubxon",
    "management": "manage menedzh upravlen boshqar",
    "medical": "medic medits medyc medyt mediz tibbi tip= tibb",
    "ministry": "minist",
    "museum": "museum museo musee muzei muzey muze=",
    "national": "national nationale nazional nacional natsional narodow milliy ulusal ulttyk",
    "pedagogical": "pedagog",
    "pediatric": "pediat paediat",
    "pharmaceutical": "pharm farm",
    "policlinic": "polyclinic poliklin policlin",
    "polytechnic": "polytec politec politek",
    "practical": "practic praktich amaliy",
    "professional": "profess vocation",
    "public": "public publiq obshchestvenn jamoat",
    "regional": "regional region= oblast viloyat",
    "republic": "republic respubl",
    "research": "research issled tadqiq arastir forschung recherche ricerc investig pesquis badan",
    "school": "school= schools schule shkol maktab okul= okulu ecole escuel escola scuol szkol",
    "science": "scien nauk nauch nauc fanlar fan= bilim cienc scienz wissensch",
    "service": "servic servis",
    "society": "societ obshchestv jamiyat gesellsch socied",
    "specialized": "specializ spetsializ ixtisosl",
    "state": "state= gosudar derzhav dzyarzh davlat devlet panstw estatal statale staatlich dowlet"
    " memlekett",
    "technical": "techn tekhn tekni texn tecn tehn",
    "technology": "technolog tekhnolog teknoloj texnolog tecnolog tehnolog",
    "university": "universi universy uniwersy unibertsi univerz univ= oniversi egyetem yliopisto"
    " donishgoh daigaku",
    "veterinary": "veterin",
}
