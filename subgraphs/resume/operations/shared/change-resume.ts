import type { NotFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import type { Resume, ResumeStore } from '../../repository/index.ts';
import { noSuchResume, requireVersion, type VersionConflict } from './refusals.ts';
import { signalChange } from './signal-change.ts';
import { storeChange } from './store-change.ts';

/** Which resume is changed, and which version of it the person has seen. */
export interface ChangedResume {
  readonly resumeId: string;
  readonly expectedVersion?: number | null | undefined;
}

/** What a change makes of a resume. */
export type Change<Refusal> = (
  resume: Resume,
  store: ResumeStore,
) => Result<Resume, Refusal> | Promise<Result<Resume, Refusal>>;

/**
 * Changes an own resume under its lock. What is the same afterwards is no change; anything else is another version. Resolves
 * to the id of the resume.
 */
export async function changeResume<Refusal>(
  context: Pick<ResumeContext, 'caller' | 'now' | 'repository' | 'signals'>,
  { resumeId, expectedVersion }: ChangedResume,
  change: Change<Refusal>,
): Promise<Result<string, Refusal | NotFound | VersionConflict>> {
  const ownerId = viewerOf(context.caller);
  const result = await context.repository.transaction(async (store) => {
    const before = await store.lockResume(ownerId, resumeId);
    if (before === null) return noSuchResume();
    const expected = requireVersion(before, expectedVersion);
    if (!expected.ok) return expected;
    const changed = await change(before, store);
    if (!changed.ok) return changed;
    if (JSON.stringify(changed.value) === JSON.stringify(before)) return done(false);
    await storeChange(store, before, stamped(before, changed.value, context.now()));
    return done(true);
  });
  if (!result.ok) return result;
  if (result.value) await signalChange(context, resumeId);
  return done(resumeId);
}

/** Times never go back, so that lists by them keep their order. */
function stamped(before: Resume, after: Resume, now: Date): Resume {
  const updatedAt = new Date(Math.max(now.getTime(), before.updatedAt.getTime() + 1));
  const publishedAt = after.visibility === 'PUBLIC' ? (before.publishedAt ?? updatedAt) : null;
  return { ...after, version: before.version + 1, updatedAt, publishedAt };
}
