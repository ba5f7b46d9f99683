import type { Resume } from '../../repository/index.ts';
import type { OrderedSection, ResumeContent } from '../../repository/resume-content.ts';
import { formatDate, formatPeriod, type Headings } from './headings.ts';
import { orderOf } from './resume-sections.ts';

/** An entry of a section in a file. */
export interface LaidOutEntry {
  readonly title: string;
  /** An address that the title leads to. */
  readonly link: string | null;
  /** Behind the title in the same line; empty without one. */
  readonly detail: string;
  /** A date or a period; empty without one. */
  readonly dates: string;
  readonly texts: readonly string[];
  readonly bullets: readonly string[];
}

/** A section in a file: paragraphs, then entries. */
export interface LaidOutSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly entries: readonly LaidOutEntry[];
}

/** A resume as files show it, whatever their kind. */
export interface LaidOutResume {
  readonly name: string;
  readonly label: string;
  /** How to reach the person, and where they are found. */
  readonly contacts: readonly { readonly text: string; readonly link: string | null }[];
  readonly sections: readonly LaidOutSection[];
}

const entry = (title: readonly (string | null)[], more: Partial<LaidOutEntry> = {}): LaidOutEntry => {
  const [first = '', ...others] = title.filter((part) => part !== null && part !== '');
  return { link: null, detail: others.join(', '), dates: '', texts: [], bullets: [], ...more, title: first ?? '' };
};

const given = (...texts: readonly (string | null)[]): readonly string[] =>
  texts.flatMap((text) => (text === null ? [] : [text]));

/** The sections of a resume in their order, without empty ones. */
export function layOutResume({ title, content, sectionOrder }: Resume, headings: Headings): LaidOutResume {
  const { basics } = content;
  return {
    name: basics?.name ?? title,
    label: basics?.label ?? (basics?.name == null ? '' : title),
    contacts: contactsOf(content),
    sections: orderOf(sectionOrder).flatMap((section) => {
      const { paragraphs = [], entries = [] } = SECTION_LAYOUTS[section](content, headings);
      return paragraphs.length + entries.length === 0
        ? []
        : [{ heading: headings.sections[section], paragraphs, entries }];
    }),
  };
}

function contactsOf({ basics }: ResumeContent): LaidOutResume['contacts'] {
  if (basics === null) return [];
  const { email, phone, url, location, profiles } = basics;
  const parts = given(
    location?.address ?? null,
    location?.postalCode ?? null,
    location?.city ?? null,
    location?.region ?? null,
  );
  const where = [...parts, ...given(location?.countryCode ?? null)].join(', ');
  return [
    ...given(email).map((text) => ({ text, link: /^[^\s@]+@[^\s@]+$/.test(text) ? `mailto:${text}` : null })),
    ...given(phone, where === '' ? null : where).map((text) => ({ text, link: null })),
    ...given(url).map((text) => ({ text, link: text })),
    ...profiles.flatMap((profile) => {
      const text = given(profile.network, profile.username).join(': ') || (profile.url ?? '');
      return text === '' ? [] : [{ text, link: profile.url }];
    }),
  ];
}

type Layout = (content: ResumeContent, headings: Headings) => Partial<Omit<LaidOutSection, 'heading'>>;

/** How each section is laid out. */
const SECTION_LAYOUTS: Readonly<Record<OrderedSection, Layout>> = {
  SUMMARY: ({ summary }) => ({ paragraphs: given(summary) }),
  EXPERIENCE: ({ experience, experienceText }) => ({ paragraphs: given(experience, experienceText) }),
  EDUCATION: ({ education, educationText }) => ({ paragraphs: given(education, educationText) }),
  SKILLS: ({ skills }) => ({ paragraphs: skills.length === 0 ? [] : [skills.join(', ')] }),
  WORK: ({ work }, headings) => ({
    entries: work.map((w) =>
      entry([w.position, w.name, w.location], {
        ...{ link: w.url, dates: formatPeriod(w.startDate, w.endDate, headings) },
        ...{ texts: given(w.description, w.summary), bullets: w.highlights },
      }),
    ),
  }),
  VOLUNTEER: ({ volunteer }, headings) => ({
    entries: volunteer.map((v) =>
      entry([v.position, v.organization], {
        ...{ link: v.url, dates: formatPeriod(v.startDate, v.endDate, headings) },
        ...{ texts: given(v.summary), bullets: v.highlights },
      }),
    ),
  }),
  PROJECT_ITEMS: ({ projectItems }, headings) => ({
    entries: projectItems.map((p) =>
      entry([p.name, p.entity, p.type, p.roles.length === 0 ? null : p.roles.join(', ')], {
        ...{ link: p.url, dates: formatPeriod(p.startDate, p.endDate, headings), bullets: p.highlights },
        texts: given(p.description, p.keywords.length === 0 ? null : p.keywords.join(', ')),
      }),
    ),
  }),
  EDUCATION_ITEMS: ({ educationItems }, headings) => ({
    entries: educationItems.map((e) =>
      entry([e.institution, given(e.studyType, e.area).join(', '), e.score], {
        ...{ link: e.url, dates: formatPeriod(e.startDate, e.endDate, headings), bullets: e.courses },
      }),
    ),
  }),
  SKILL_ITEMS: ({ skillItems }) => ({
    entries: skillItems.map((s) =>
      entry([s.name, s.level], { texts: s.keywords.length === 0 ? [] : [s.keywords.join(', ')] }),
    ),
  }),
  LANGUAGES: ({ languages }) => ({ entries: languages.map((l) => entry([l.language, l.fluency])) }),
  CERTIFICATES: ({ certificates }, headings) => ({
    entries: certificates.map((c) => entry([c.name, c.issuer], { link: c.url, dates: formatDate(c.date, headings) })),
  }),
  AWARDS: ({ awards }, headings) => ({
    entries: awards.map((a) =>
      entry([a.title, a.awarder], { dates: formatDate(a.date, headings), texts: given(a.summary) }),
    ),
  }),
  PUBLICATIONS: ({ publications }, headings) => ({
    entries: publications.map((p) =>
      entry([p.name, p.publisher], {
        ...{ link: p.url, dates: formatDate(p.releaseDate, headings), texts: given(p.summary) },
      }),
    ),
  }),
  INTERESTS: ({ interests }) => ({
    entries: interests.map((i) => entry([i.name], { texts: i.keywords.length === 0 ? [] : [i.keywords.join(', ')] })),
  }),
  REFERENCES: ({ references }) => ({ entries: references.map((r) => entry([r.name], { texts: given(r.reference) })) }),
};
