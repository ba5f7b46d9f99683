import type { NotFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import { noSuchResume } from '../shared/refusals.ts';
import { signalChange } from '../shared/signal-change.ts';
import { removeResume } from '../shared/store-change.ts';

type Needs = Pick<ResumeContext, 'caller' | 'now' | 'repository' | 'signals'>;

/** Deletes an own resume with its versions and links. Resolves to its id. */
export async function deleteResume(
  context: Needs,
  { resumeId }: { readonly resumeId: string },
): Promise<Result<string, NotFound>> {
  const ownerId = viewerOf(context.caller);
  const isDeleted = await context.repository.transaction(async (store) => {
    const resume = await store.lockResume(ownerId, resumeId);
    if (resume !== null) await removeResume(store, resume, context.now());
    return resume !== null;
  });
  if (!isDeleted) return noSuchResume();
  await signalChange(context, resumeId);
  return done(resumeId);
}
