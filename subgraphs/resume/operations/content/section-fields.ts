/** What a field of an entry holds, which says how it is checked, imported and written. */
export type FieldKind =
  /** One line, at most 200 characters. */
  | 'line'
  /** Plain text of several lines, at most 5,000 characters. */
  | 'text'
  /** At most 30 lines of at most 500 characters. */
  | 'lines'
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  | 'date'
  /** The same, or `present`. */
  | 'end'
  /** An address of `http:`, `https:` or `mailto:`. */
  | 'url';

type ValueOf<Kind extends FieldKind> = Kind extends 'lines' ? readonly string[] : string | null;

/** An entry with fields of these kinds; null and empty lists stand for what is not given. */
export type ItemOf<Its extends Fields> = { readonly [Name in keyof Its]: ValueOf<Its[Name]> };

/** Names of fields and what they hold. */
export type Fields = Readonly<Record<string, FieldKind>>;

/** Lists of a resume: as JSON Resume names them, their fields, and which of the fields an entry has at least one of. */
export const LISTS = {
  work: {
    json: 'work',
    needs: ['name', 'position'],
    fields: {
      ...{ name: 'line', position: 'line', location: 'line', description: 'line', url: 'url' },
      ...{ startDate: 'date', endDate: 'end', summary: 'text', highlights: 'lines' },
    },
  },
  volunteer: {
    json: 'volunteer',
    needs: ['organization', 'position'],
    fields: {
      ...{ organization: 'line', position: 'line', url: 'url', startDate: 'date', endDate: 'end' },
      ...{ summary: 'text', highlights: 'lines' },
    },
  },
  educationItems: {
    json: 'education',
    needs: ['institution', 'area', 'studyType'],
    fields: {
      ...{ institution: 'line', url: 'url', area: 'line', studyType: 'line', startDate: 'date', endDate: 'end' },
      ...{ score: 'line', courses: 'lines' },
    },
  },
  awards: {
    json: 'awards',
    needs: ['title'],
    fields: { title: 'line', date: 'date', awarder: 'line', summary: 'text' },
  },
  certificates: {
    json: 'certificates',
    needs: ['name'],
    fields: { name: 'line', date: 'date', url: 'url', issuer: 'line' },
  },
  publications: {
    json: 'publications',
    needs: ['name'],
    fields: { name: 'line', publisher: 'line', releaseDate: 'date', url: 'url', summary: 'text' },
  },
  skillItems: {
    json: 'skills',
    needs: ['name', 'keywords'],
    fields: { name: 'line', level: 'line', keywords: 'lines' },
  },
  languages: { json: 'languages', needs: ['language'], fields: { language: 'line', fluency: 'line' } },
  interests: { json: 'interests', needs: ['name', 'keywords'], fields: { name: 'line', keywords: 'lines' } },
  references: { json: 'references', needs: ['name', 'reference'], fields: { name: 'line', reference: 'text' } },
  projectItems: {
    json: 'projects',
    needs: ['name', 'description'],
    fields: {
      ...{ name: 'line', description: 'text', highlights: 'lines', keywords: 'lines', startDate: 'date' },
      ...{ endDate: 'end', url: 'url', roles: 'lines', entity: 'line', type: 'line' },
    },
  },
} as const satisfies Readonly<
  Record<string, { readonly json: string; readonly needs: readonly string[]; readonly fields: Fields }>
>;

/** Who the resume is about; `location` and `profiles` have fields of their own. */
export const BASICS = {
  fields: { name: 'line', label: 'line', email: 'line', phone: 'line', url: 'url' },
  location: { address: 'line', postalCode: 'line', city: 'line', countryCode: 'line', region: 'line' },
  profiles: { network: 'line', username: 'line', url: 'url' },
} as const satisfies Readonly<Record<string, Fields>>;
