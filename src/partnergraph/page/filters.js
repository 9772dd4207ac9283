/* What is shown: one answer for picture, table, panel, counts and files, computed once per change. */

const NONE = 'none'; // stands for what is not stated, in the facets that choose

/** Facets of relations that are switched off one by one: what each says about a relation. */
const SWITCHES = {
  kind: (relation) => relation.kind,
  status: (relation) => (relation.kind === 'agreement' ? relation.status || `status:${NONE}` : null),
  standing: (relation) => relation.standing,
};

/** Facets that choose: nothing chosen means all. Of relations, or of things and so of relations. */
const CHOICES = {
  unit: (relation) => (relation.facts.responsibleUnit || [`unit:${NONE}`]),
  country: (key) => [countryOf(key)],
  group: (key) => groupsOf[countryOf(key)] || [],
  type: (key) => [(data.things[key] && data.things[key].type) || `type:${NONE}`],
};
const OF_THINGS = ['country', 'group', 'type'];

/** The regions and groupings that each country is in; a country is in many. */
const groupsOf = (() => {
  const found = Object.create(null);
  for (const [group, countries] of Object.entries(data.groupings || {})) {
    for (const country of countries) (found[country] ||= []).push(group);
  }
  return found;
})();

const isPartner = (key) => key !== data.home && Boolean(data.things[key]);
const chosen = (facet, values) => !state[facet].size || values.some((value) => state[facet].has(value));

/** The one facet of things that keeps this one out; '' where none does, null where several do. */
function thingFault(key) {
  let fault = '';
  for (const facet of OF_THINGS) {
    if (chosen(facet, CHOICES[facet](key))) continue;
    if (fault) return null;
    fault = facet;
  }
  return fault;
}

const scopedOut = (key) => state.gone.has(key) || Boolean(scopeKeys() && !scopeKeys().has(key));

/** Whether a node is kept out, with all its lines: by hand, by the part chosen, by its country. */
function isOff(key) {
  if (data.relations[key]) return state.gone.has(key);
  return scopedOut(key) || (key !== data.home && thingFault(key) !== '');
}

/** The one facet of relations that keeps this one out; '' where none does, null where several. */
function relationFault(relation) {
  let fault = '';
  const note = (facet) => { fault = fault ? null : facet; return fault !== null; };
  for (const [facet, of] of Object.entries(SWITCHES)) {
    if (state.hidden.has(of(relation)) && !note(facet)) return null;
  }
  if (!chosen('unit', CHOICES.unit(relation)) && !note('unit')) return null;
  if (!onTime(relation) && !note('time')) return null;
  return fault;
}

/** Whether enough of those who take part are in the picture; those who are by their facets. */
function shownParts(relation, faults) {
  if (state.gone.has(relation.key)) return null;
  const agents = relation.participants.map((part) => part.agent);
  const left = agents.filter((agent) => !scopedOut(agent));
  if (left.length < Math.min(2, agents.length)) return null;
  const partners = left.filter(isPartner);
  return { partners, fit: partners.filter((agent) => faults(agent) === ''), all: agents };
}

let shownNow = null;

/** What is shown, and how much there would be behind each value of each facet. */
function shownSet() {
  return shownNow ||= computeShown();
}

function computeShown() {
  const known = new Map();
  const faults = (key) => {
    if (!known.has(key)) known.set(key, thingFault(key));
    return known.get(key);
  };
  const found = { relations: new Set(), agents: new Set(), counts: {}, kinds: {}, undated: 0, open: 0 };
  const facets = [...Object.keys(SWITCHES), ...Object.keys(CHOICES)];
  facets.forEach((facet) => { found.counts[facet] = Object.create(null); });
  const reached = new Set(); // things in relations that pass all facets of relations
  for (const relation of Object.values(data.relations)) {
    const parts = shownParts(relation, faults);
    const fault = parts && relationFault(relation);
    if (!parts || fault === null) continue;
    if (fault === '') parts.partners.forEach((key) => reached.add(key));
    const placed = !OF_THINGS.some((facet) => state[facet].size) || parts.fit.length > 0;
    if (!placed) continue;
    countRelation(found, relation, fault);
    if (fault === '') {
      found.relations.add(relation.key);
      parts.all.forEach((key) => { if (key === data.home || !isOff(key)) found.agents.add(key); });
    }
  }
  reached.forEach((key) => countThing(found, key, faults(key)));
  return found;
}

function countRelation(found, relation, fault) {
  const add = (facet, value) => { if (value) found.counts[facet][value] = (found.counts[facet][value] || 0) + 1; };
  for (const [facet, of] of Object.entries(SWITCHES)) {
    if (fault === '' || fault === facet) add(facet, of(relation));
  }
  if (fault === '' || fault === 'unit') CHOICES.unit(relation).forEach((value) => add('unit', value));
  if (fault === '') {
    found.kinds[relation.kind] = (found.kinds[relation.kind] || 0) + 1;
    if (relation.kind !== 'event' && relation.span && !relation.span[1]) found.open += 1;
  }
  if (!relation.span && (fault === '' || fault === 'time')) found.undated += 1;
}

function countThing(found, key, fault) {
  if (fault === null || data.things[key].kind !== 'institution') return;
  for (const facet of OF_THINGS) {
    if (fault !== '' && fault !== facet) continue;
    for (const value of CHOICES[facet](key)) {
      found.counts[facet][value] = (found.counts[facet][value] || 0) + 1;
    }
  }
}

const isShown = (relation) => shownSet().relations.has(relation.key);
const shownRelations = () => Object.values(data.relations).filter(isShown);

/** Whether a node is shown even where none of its lines is. */
function standsAlone(key) {
  if (key === data.home || shownSet().agents.has(key)) return true;
  const relation = data.relations[key];
  if (relation) return !relation.participants.length && isShown(relation);
  const thing = data.things[key];
  if (!thing || state.time) return false;
  if (thing.standing === 'unit') return !state.hidden.has('unit') && chosen('unit', [key]);
  return ['mentioned', 'unconnected'].includes(thing.standing) && !state.hidden.has('mentioned');
}

/** How many institutions of a country are shown. */
function shownIn(country) {
  const { agents } = shownSet();
  return [...agents].filter((key) => isInstitution(key) && countryOf(key) === country).length;
}

const isInstitution = (key) => isPartner(key) && data.things[key].kind === 'institution';

/** The numbers of the headline for what is shown; institutions apart by why they are there. */
function headlineNumbers() {
  const { agents, kinds } = shownSet();
  const partners = [...agents].filter(isInstitution);
  const related = partners.filter((key) => data.things[key].related);
  const countries = new Set(partners.map(countryOf));
  countries.delete(UNKNOWN);
  return {
    institutions: partners.length,
    related: related.length,
    context: partners.length - related.length,
    countries: countries.size,
    ...Object.fromEntries(KINDS.map((kind) => [kind, kinds[kind] || 0])),
  };
}

/** Look anew, after a change of one of these. */
function forgetShown(fields) {
  if (['filters', 'time', 'scope', 'all'].some((field) => fields.has(field))) {
    shownNow = null;
    scopeNow = null;
  }
}
