import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { ResumeContext } from '../../context.ts';
import { type ChangedResume, changeResume } from '../shared/change-resume.ts';
import type { VersionConflict } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'now' | 'limits' | 'repository' | 'signals'>;

/**
 * Makes a stored version the content of a new one. What was hidden then is hidden again, and what is hidden now stays so: going
 * back must not show anybody what the person has hidden. Resolves to the id of the resume.
 */
export async function restoreResumeVersion(
  context: Needs,
  { version, ...changed }: ChangedResume & { readonly version: number },
): Promise<Result<string, NotFound | VersionConflict | TooManyAttempts>> {
  const limited = await withinLimit(context, 'change');
  if (!limited.ok) return limited;
  return changeResume<NotFound>(context, changed, async (resume, store) => {
    const stored = await store.versionOf(resume.id, version);
    if (stored === null) return notFound('There is no such version.', 'version');
    const { title, locale, content, sectionOrder, hiddenSections } = stored;
    const hidden = [...new Set([...resume.hiddenSections, ...hiddenSections])];
    return done({ ...resume, title, locale, content, sectionOrder, hiddenSections: hidden });
  });
}
