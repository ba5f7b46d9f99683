import type { PdfBlock, PdfDocument, PdfRun } from '../../../../runtime/pdf/pdf-document.ts';
import type { Resume } from '../../repository/index.ts';
import { headingsOf } from './headings.ts';
import { type LaidOutEntry, layOutResume } from './layout-resume.ts';

/** Value of the enum `ResumeTemplate`. */
export type Template = 'CLASSIC' | 'MODERN' | 'COMPACT';

/** Maximum number of pages of a PDF. */
export const MAX_PAGES = 10;

/** How a template looks. */
interface Look {
  /** Of headings; absent: black. */
  readonly color?: string;
  readonly fontSize: number;
  /** Whether there are lines below the headings of sections. */
  readonly hasRules: boolean;
  /** Space between entries, in points. */
  readonly gap: number;
}

const LOOKS: Readonly<Record<Template, Look>> = {
  CLASSIC: { fontSize: 10, hasRules: true, gap: 4 },
  MODERN: { color: '#0b57d0', fontSize: 10, hasRules: false, gap: 7 },
  COMPACT: { fontSize: 8.5, hasRules: true, gap: 2 },
};

/** How a resume is written as PDF. */
interface PdfChoice {
  readonly template: Template;
  /** Of the headings. */
  readonly locale: string;
}

/** A resume as a document of one column, whose text can be selected in the order in which it is read. */
export function layOutPdf(resume: Resume, { template, locale }: PdfChoice): PdfDocument {
  const headings = headingsOf(locale);
  const { name, label, contacts, sections } = layOutResume(resume, headings);
  const look = LOOKS[template];
  const color = look.color === undefined ? {} : { color: look.color };
  const contactRuns = contacts.flatMap(({ text, link }, index): PdfRun[] => [
    ...(index === 0 ? [] : [{ text: '  ·  ' }]),
    { text, ...(link === null ? {} : { link }) },
  ]);
  const blocks: PdfBlock[] = [
    { kind: 'heading', level: 1, text: name, ...color },
    ...(label === '' ? [] : [{ kind: 'paragraph', runs: [{ text: label, style: 'bold' }] } satisfies PdfBlock]),
    ...(contactRuns.length === 0 ? [] : [{ kind: 'paragraph', runs: contactRuns, isMuted: true } satisfies PdfBlock]),
    ...sections.flatMap(({ heading, paragraphs, entries }): PdfBlock[] => [
      { kind: 'space', height: look.gap },
      { kind: 'heading', level: 2, text: heading, ...color },
      ...(look.hasRules ? [{ kind: 'rule' } satisfies PdfBlock] : []),
      ...paragraphs.map((text): PdfBlock => ({ kind: 'paragraph', runs: [{ text }] })),
      ...entries.flatMap((entry) => blocksOf(entry, look)),
    ]),
  ];
  return {
    ...{ title: resume.title, author: name, language: resume.locale, pageSize: 'A4', createdAt: resume.updatedAt },
    ...{ maxPages: MAX_PAGES, fontSize: look.fontSize, footer: `${name} · ${headings.page}`, blocks },
  };
}

function blocksOf({ title, link, detail, dates, texts, bullets }: LaidOutEntry, { gap }: Look): readonly PdfBlock[] {
  const left: PdfRun[] = [
    { text: title, style: 'bold', ...(link === null ? {} : { link }) },
    ...(detail === '' ? [] : [{ text: `, ${detail}` }]),
  ];
  return [
    { kind: 'split', left, right: dates },
    ...texts.map((text): PdfBlock => ({ kind: 'paragraph', runs: [{ text }] })),
    ...(bullets.length === 0 ? [] : [{ kind: 'list', items: bullets.map((text) => [{ text }]) } satisfies PdfBlock]),
    { kind: 'space', height: gap },
  ];
}
