import type { Resume } from '../../repository/index.ts';
import type { ResumeContent } from '../../repository/resume-content.ts';
import { PRESENT } from './partial-date.ts';
import type { ListName } from './resume-content.ts';
import { LISTS } from './section-fields.ts';

/** Something that could be better. `code` is a value of `ResumeIssueCode`. */
export interface ResumeIssue {
  readonly code:
    | 'NO_CONTACT'
    | 'NO_NAME'
    | 'NO_DATES'
    | 'NO_DESCRIPTION'
    | 'FUTURE_DATE'
    | 'DUPLICATE_ENTRY'
    | 'LONG_TEXT';
  readonly path: readonly string[];
  readonly message: string;
}

/** Issues that are listed at most. */
const MAX_ISSUES = 50;
/** About ten lines of a page. */
const LONG_TEXT_LENGTH = 1_500;

const LIST_NAMES = Object.keys(LISTS) as readonly ListName[]; // as: the keys of a constant
const DATED: readonly ListName[] = ['work', 'volunteer', 'educationItems', 'projectItems'];
const DESCRIBED: readonly ListName[] = ['work', 'projectItems'];

/** What could be better in a resume, the most important first; at most 50. */
export function issuesOf({ content }: Pick<Resume, 'content'>, now: Date): readonly ResumeIssue[] {
  return [...ofPerson(content), ...LIST_NAMES.flatMap((name) => ofList(content, name, now)), ...ofTexts(content)].slice(
    0,
    MAX_ISSUES,
  );
}

function ofPerson({ basics }: ResumeContent): readonly ResumeIssue[] {
  const issues: ResumeIssue[] = [];
  if (basics?.name == null) issues.push(issue('NO_NAME', ['basics', 'name'], 'Say whose resume it is.'));
  if (basics?.email == null && basics?.phone == null)
    issues.push(issue('NO_CONTACT', ['basics'], 'Give a mail address or a telephone number.'));
  return issues;
}

function ofList(content: ResumeContent, name: ListName, now: Date): readonly ResumeIssue[] {
  const today = now.toISOString();
  const seen = new Set<string>();
  return content[name].flatMap((item, index) => {
    const entry: Readonly<Record<string, unknown>> = { ...item };
    const path = [name, String(index)];
    const issues: ResumeIssue[] = [];
    if (DATED.includes(name) && entry['startDate'] === null && entry['endDate'] === null)
      issues.push(issue('NO_DATES', path, 'Say when it was.'));
    const highlights = entry['highlights'];
    const isDescribed = (entry['summary'] ?? entry['description'] ?? null) !== null;
    if (DESCRIBED.includes(name) && !isDescribed && Array.isArray(highlights) && highlights.length === 0)
      issues.push(issue('NO_DESCRIPTION', path, 'Say what you did.'));
    for (const field of ['startDate', 'endDate', 'date', 'releaseDate']) {
      const date = entry[field];
      // A course of study may end later.
      const isPlan = name === 'educationItems' && field === 'endDate';
      if (typeof date === 'string' && date !== PRESENT && !isPlan && date > today.slice(0, date.length))
        issues.push(issue('FUTURE_DATE', [...path, field], 'The date is in the future.'));
    }
    const text = JSON.stringify(item);
    if (seen.has(text)) issues.push(issue('DUPLICATE_ENTRY', path, 'The entry is there twice.'));
    seen.add(text);
    return issues;
  });
}

const ofTexts = (content: ResumeContent): readonly ResumeIssue[] =>
  (['summary', 'experienceText', 'educationText'] as const).flatMap((part) =>
    (content[part]?.length ?? 0) > LONG_TEXT_LENGTH ? [issue('LONG_TEXT', [part], 'Make the text shorter.')] : [],
  );

const issue = (code: ResumeIssue['code'], path: readonly string[], message: string): ResumeIssue => ({
  code,
  path,
  message,
});
