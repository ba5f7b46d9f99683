import type { Resume } from '../../repository/index.ts';
import type { ResumeContent } from '../../repository/resume-content.ts';
import { PRESENT } from './partial-date.ts';
import type { ListName } from './resume-content.ts';
import { LISTS } from './section-fields.ts';

/** Where the schema is that documents name. */
const SCHEMA_URL = 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json';

/** Texts that JSON Resume has no member for, in a member of their own, which `importResume` reads again. */
export const FREE_TEXTS = ['experience', 'education', 'experienceText', 'educationText'] as const;

/** A resume, or a version of one. */
type Source = Pick<Resume, 'title' | 'content' | 'locale'>;

/** A resume as a document of JSON Resume 1.0; an end that has not come is left out, as the standard has it. */
export function toJsonResume({ title, content, locale }: Source): object {
  const { basics, summary } = content;
  const freeTexts = withoutAbsent(Object.fromEntries(FREE_TEXTS.map((name) => [name, content[name]])));
  return withoutAbsent({
    $schema: SCHEMA_URL,
    basics: withoutAbsent({
      ...basics,
      summary,
      location: location(basics),
      profiles: basics?.profiles.map(withoutAbsent),
    }),
    ...Object.fromEntries(listNames.map((name) => [LISTS[name].json, entriesOf(content, name)])),
    freeTexts,
    meta: { version: 'v1.0.0', title, locale },
  });
}

const listNames = Object.keys(LISTS) as readonly ListName[]; // as: the keys of a constant

const location = (basics: ResumeContent['basics']) =>
  basics === null || basics.location === null ? null : withoutAbsent(basics.location);

function entriesOf(content: ResumeContent, name: ListName): readonly object[] {
  const entries = content[name].map((item) => withoutAbsent({ ...item, ...endOf(item) }));
  if (name !== 'skillItems') return entries;
  const named = new Set(content.skillItems.map(({ name: skill }) => skill?.toLowerCase()));
  return [
    ...entries,
    ...content.skills.filter((skill) => !named.has(skill.toLowerCase())).map((skill) => ({ name: skill })),
  ];
}

const endOf = (item: object) => ('endDate' in item && item.endDate === PRESENT ? { endDate: null } : {});

/** Without null, empty lists and empty objects. */
const withoutAbsent = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).filter(
      ([, inner]) =>
        inner !== null && inner !== undefined && !(typeof inner === 'object' && Object.keys(inner).length === 0),
    ),
  );
