import type { Resume, SearchFacts } from '../../repository/index.ts';
import { withoutHiddenSections } from './shown-to.ts';

/** More is not indexed: PostgreSQL refuses vectors of a megabyte, and nobody searches for it. */
const MAX_SEARCH_LENGTH = 100_000;

/** Contact data is read, and not searched for: nobody should find a person by a telephone number. */
const UNSEARCHED = new Set(['email', 'phone', 'address', 'postalCode', 'url']);

/** What a search looks at, of what others may read. */
export function searchFactsOf(resume: Resume): SearchFacts {
  const { title, content } = withoutHiddenSections(resume);
  const names = [...content.skills, ...content.skillItems.flatMap(({ name, keywords }) => [name, ...keywords])];
  const skillNames = names.flatMap((name) => (name === null ? [] : [name.toLowerCase()]));
  return {
    searchText: [title, ...textsIn(content)].join('\n').slice(0, MAX_SEARCH_LENGTH).toWellFormed(),
    skillNames: [...new Set(skillNames)],
    countryCode: content.basics?.location?.countryCode?.toUpperCase() ?? null,
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (UNSEARCHED.has(name) ? [] : textsIn(inner)));
}
