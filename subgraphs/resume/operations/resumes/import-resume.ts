import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { beginningOf } from '../../../../runtime/text/visible-text.ts';
import type { ResumeContext } from '../../context.ts';
import type { ResumeContent } from '../../repository/resume-content.ts';
import { withinSize } from '../content/resume-input.ts';
import { createImportNotes, type ImportReport } from '../imports/import-notes.ts';
import { parseDocument, type TooLarge } from '../imports/parse-document.ts';
import { readJsonResume } from '../imports/read-json-resume.ts';
import { repairDocument } from '../imports/repair-document.ts';
import { type SchemaInvalid, schemaInvalid } from '../imports/schema-issue.ts';
import { changeResume } from '../shared/change-resume.ts';
import { type ResumeLimit, requireRoom, type VersionConflict } from '../shared/refusals.ts';
import { signalChange } from '../shared/signal-change.ts';
import { addResume } from '../shared/store-change.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { newResume } from './create-resume.ts';

const INPUT = z
  .object({
    json: z.string(),
    mode: z.enum(['CREATE', 'REPLACE']),
    resumeId: z.string().nullish(),
    title: text('A title', { max: 200, singleLine: true }).nullish(),
    expectedVersion: z.int().nullish(),
  })
  .refine(({ mode, resumeId }) => (mode === 'REPLACE') === (resumeId != null), {
    message: 'Name the resume to replace, and none for a new one.',
    path: ['resumeId'],
  });

/** Why nothing was imported. */
export type ImportRefusal =
  | InvalidInput
  | NotFound
  | SchemaInvalid
  | TooLarge
  | ResumeLimit
  | VersionConflict
  | TooManyAttempts;

/** The resume that an import has made or changed, and what of the document is not in it. */
export interface Imported {
  readonly resumeId: string;
  readonly report: ImportReport;
}

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'now' | 'limits' | 'repository' | 'signals' | 'validateJsonResume'>;

/** Makes a resume of a document of JSON Resume, or the content of one; picture, visibility and links of that stay. */
export async function importResume(context: Needs, raw: unknown): Promise<Result<Imported, ImportRefusal>> {
  const ownerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { json, resumeId, title, expectedVersion } = parsed.value;
  const limited = await withinLimit(context, 'create');
  if (!limited.ok) return limited;
  const read = readDocument(context, json);
  if (!read.ok) return read;
  const { content, report } = read.value;
  if (resumeId != null) {
    const changed = await changeResume<never>(context, { resumeId, expectedVersion }, (resume) =>
      done({ ...resume, content, title: title ?? resume.title }),
    );
    return changed.ok ? done({ resumeId: changed.value, report }) : changed;
  }
  const named = title ?? beginningOf(content.basics?.name ?? content.basics?.label ?? 'Resume', 200);
  const resume = newResume({ ownerId, title: named, content, photoFileId: null }, context.now());
  const added = await context.repository.transaction(async (store) => {
    const room = requireRoom(await store.lockResumesOf(ownerId));
    if (room.ok) await addResume(store, resume);
    return room;
  });
  if (!added.ok) return added;
  await signalChange(context, resume.id);
  return done({ resumeId: resume.id, report });
}

interface ReadDocument {
  readonly content: ResumeContent;
  readonly report: ImportReport;
}

function readDocument(
  { validateJsonResume }: Pick<Needs, 'validateJsonResume'>,
  json: string,
): Result<ReadDocument, SchemaInvalid | TooLarge | InvalidInput> {
  const notes = createImportNotes();
  const parsed = parseDocument(json, notes);
  if (!parsed.ok) return parsed;
  const { document, presentEnds } = repairDocument(parsed.value, notes);
  const issues = validateJsonResume(document);
  if (issues.length > 0) return schemaInvalid(...issues);
  const content = readJsonResume(document, { presentEnds, notes });
  if (!content.ok) return content;
  const size = withinSize(content.value);
  if (!size.ok) return refuse({ ...size.refusal, path: ['input', 'json'] });
  return done({ content: content.value, report: notes.report() });
}
