import type { ResumeContext } from '../../context.ts';
import type { Resume } from '../../repository/index.ts';
import type { Template } from '../content/lay-out-pdf.ts';
import { withoutHiddenSections } from '../content/shown-to.ts';
import { findVisibleResumes } from '../resumes/find-visible-resumes.ts';
import { viewResume } from '../resumes/view-resume.ts';
import type { FileRequest, Format } from './file-request.ts';

/** What a route was asked for. */
interface RouteQuery {
  readonly id: string;
  readonly format: Format;
  readonly search: URLSearchParams;
}

/** A resume and the file that is to be made of it. */
export interface ExportedResume {
  readonly resume: Resume;
  readonly file: FileRequest;
}

type Needs = Pick<
  ResumeContext,
  'ask' | 'caller' | 'ip' | 'isFirstView' | 'now' | 'resumes' | 'exportLinks' | 'repository'
>;

const TEMPLATES: readonly Template[] = ['CLASSIC', 'MODERN', 'COMPACT'];

/**
 * The resume of a file's address: by the token of `exportResume` as who asked for it may see it now, else as the caller may.
 * Null when there is none, or the token does not permit it.
 */
export async function findExportedResume(
  context: Needs,
  { id, format, search }: RouteQuery,
): Promise<ExportedResume | null> {
  const token = search.get('token');
  if (token !== null) {
    const request = context.exportLinks.read(id, format, token, context.now());
    if (request === null) return null;
    const caller = { ...context.caller, viewerId: request.viewerId };
    const [resume = null] = await findVisibleResumes({ ...context, caller }, [id]);
    if (resume === null) return null;
    return { resume: request.includesHidden ? resume : withoutHiddenSections(resume), file: request };
  }
  const resume = await viewResume(context, await context.resumes.load(id));
  return resume === null ? null : { resume, file: { resumeId: id, ...fileChoiceOf(resume, format, search) } };
}

/** The template and the language that an address names; those that are not known count as absent. */
export function fileChoiceOf(
  { locale }: Resume,
  format: Format,
  search: URLSearchParams,
): Omit<FileRequest, 'resumeId'> {
  const named = search.get('template')?.toUpperCase();
  return {
    format,
    template: TEMPLATES.find((template) => template === named) ?? 'CLASSIC',
    locale: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.exec(search.get('locale') ?? '')?.[0].slice(0, 35) ?? locale,
  };
}
