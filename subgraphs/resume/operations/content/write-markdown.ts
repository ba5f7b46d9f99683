import type { LaidOutEntry, LaidOutResume, LaidOutSection } from './layout-resume.ts';

/** Characters that mean something in Markdown or HTML, wherever they stand. */
const MARKS = /[\\`*_[\]<>|~#]/g;

/** What means something at the beginning of a line only. */
const LINE_MARKS = /^(\s*)([-+=]|\d+(?=[.)]))/gm;

/** A text that reads in Markdown as it was written: in CommonMark a character behind a backslash stands for itself. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll(MARKS, String.raw`\$&`)
    .replaceAll(LINE_MARKS, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}` : `${space}\\${mark}`,
    )
    .replaceAll(/^(\s*\d+)([.)])/gm, String.raw`$1\$2`);

const linked = (text: string, link: string | null): string =>
  link === null ? escaped(text) : `[${escaped(text)}](<${link.replaceAll(/[<>\\\s]/g, encodeURIComponent)}>)`;

/** A text of several lines: two spaces at the end of a line keep the break. */
const paragraph = (text: string): string => escaped(text).replaceAll(/\n(?!\n)/g, '  \n');

/** A resume as CommonMark, in the order of its sections. */
export function toMarkdown({ name, label, contacts, sections }: LaidOutResume): string {
  const head = [
    `# ${escaped(name)}`,
    ...(label === '' ? [] : [`**${escaped(label)}**`]),
    ...(contacts.length === 0 ? [] : [contacts.map(({ text, link }) => linked(text, link)).join(' · ')]),
  ];
  return `${[...head, ...sections.flatMap(sectionOf)].join('\n\n')}\n`;
}

const sectionOf = ({ heading, paragraphs, entries }: LaidOutSection): readonly string[] => [
  `## ${escaped(heading)}`,
  ...paragraphs.map(paragraph),
  ...entries.flatMap(entryOf),
];

function entryOf({ title, link, detail, dates, texts, bullets }: LaidOutEntry): readonly string[] {
  const line = [linked(title, link), ...(detail === '' ? [] : [escaped(detail)])].join(', ');
  return [
    `### ${line}`,
    ...(dates === '' ? [] : [`*${escaped(dates)}*`]),
    ...texts.map(paragraph),
    ...(bullets.length === 0
      ? []
      : [bullets.map((bullet) => `- ${escaped(bullet).replaceAll('\n', '\n  ')}`).join('\n')]),
  ];
}
