import type { ErasureStep } from '../../../../runtime/erasure/erase-user.ts';
import type { ResumeStore } from '../../repository/index.ts';
import { removeResume } from '../shared/store-change.ts';

/** Deletes the resumes of a person, with versions, links and counts: at most 20, in one step. */
export async function eraseUser(
  { now }: { readonly now: () => Date },
  store: ResumeStore,
  userId: string,
): Promise<ErasureStep> {
  for (const resume of await store.resumesToErase(userId)) await removeResume(store, resume, now());
  return { isComplete: true };
}
