import type { ResumeContext } from '../../context.ts';
import type { Template } from '../content/lay-out-pdf.ts';
import { shownTo, withoutHiddenSections } from '../content/shown-to.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import type { Format } from './file-request.ts';
import { type FileRefusal, writeFile } from './write-file.ts';

/** How long an address of a file works. */
const LINK_TTL_MS = 10 * 60 * 1_000;

/** The file that is asked for. */
interface Query {
  readonly id: string;
  readonly format: Format;
  readonly template?: Template | null | undefined;
  readonly locale?: string | null | undefined;
  readonly includeHidden?: boolean | null | undefined;
}

/** The address of a file, or why there is none. */
export interface ResumeExport {
  readonly url: string | null;
  readonly expiresAt: Date | null;
  readonly errors: readonly (FileRefusal | TooManyAttempts)[];
}

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'limits' | 'now' | 'resumes' | 'exportLinks' | 'pdf'>;

/**
 * An address at which a resume that the viewer may see is a file, for 10 minutes and for whoever has it. So hidden sections are
 * left out, also for the owner, unless they ask for them. A PDF is rendered once before, so that the viewer learns what it cannot
 * show. Null when there is no such resume.
 */
export async function exportResume(context: Needs, query: Query): Promise<ResumeExport | null> {
  const { caller, now, resumes, exportLinks } = context;
  const resume = await resumes.load(query.id);
  if (resume === null) return null;
  const includesHidden = query.includeHidden === true && resume.ownerId === caller.viewerId;
  const shown = includesHidden ? shownTo(resume, caller.viewerId) : withoutHiddenSections(resume);
  const file = { format: query.format, template: query.template ?? 'CLASSIC', locale: query.locale ?? resume.locale };
  if (query.format === 'PDF') {
    const limited = await withinLimit(context, 'pdf');
    if (!limited.ok) return { url: null, expiresAt: null, errors: [{ ...limited.refusal, path: [] }] };
    const written = await writeFile(context, shown, file);
    if (!written.ok) return { url: null, expiresAt: null, errors: [written.refusal] };
  }
  const expiresAt = new Date(now().getTime() + LINK_TTL_MS);
  const request = { ...file, resumeId: resume.id, viewerId: caller.viewerId, includesHidden };
  return { url: exportLinks.sign(request, expiresAt), expiresAt, errors: [] };
}
