import { type InvalidInput, type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import { noSuchResume } from '../shared/refusals.ts';
import { signalChange } from '../shared/signal-change.ts';

/** One link, or all of a resume. */
interface Input {
  readonly linkId?: string | null | undefined;
  readonly resumeId?: string | null | undefined;
}

type Needs = Pick<ResumeContext, 'caller' | 'now' | 'repository' | 'signals'>;

/** Ends a link, or all links of a resume, at once and for good. Repeating it changes nothing. Resolves to the id of the resume. */
export async function revokeResumeLink(
  context: Needs,
  { linkId, resumeId }: Input,
): Promise<Result<string, InvalidInput | NotFound>> {
  const ownerId = viewerOf(context.caller);
  if ((linkId == null) === (resumeId == null))
    return refuse({ __typename: 'InvalidInput', message: 'Name either a link or a resume.', path: ['input'] });
  const { repository, now } = context;
  if (linkId != null) {
    const shown = await repository.revokeLink(ownerId, linkId, now());
    if (shown === null) return notFound('There is no such link of yours.', 'linkId');
    await signalChange(context, shown);
    return done(shown);
  }
  if (!(await repository.revokeLinks(ownerId, resumeId ?? '', now()))) return noSuchResume();
  await signalChange(context, resumeId ?? '');
  return done(resumeId ?? '');
}
