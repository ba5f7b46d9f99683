import type { AfterCommit } from '../../../../runtime/events/reaction.ts';
import type { ObeyedDecision } from '../../../../runtime/moderation/when-content-is-moderated.ts';
import type { ResumeContext } from '../../context.ts';
import { photoShownAgain, photoWithheld } from '../../events.ts';
import type { ResumeStore } from '../../repository/index.ts';
import { signalChange } from '../shared/signal-change.ts';
import { removeResume } from '../shared/store-change.ts';

/**
 * Obeys a decision about a resume: what is hidden keeps its data and nobody else sees it, its picture included; what is removed
 * is deleted as the owner would.
 */
export async function obeyModeration(
  needs: Pick<ResumeContext, 'signals' | 'now'>,
  store: Pick<ResumeStore, 'storedResume' | 'lockResume' | 'deleteResume' | 'announce' | 'enqueueWork'> & ResumeStore,
  { subjectId, decision }: ObeyedDecision,
): Promise<AfterCommit> {
  const resume = await store.storedResume(subjectId);
  if (resume === null) return undefined;
  const at = needs.now();
  if (decision === 'REMOVE') {
    if ((await store.lockResume(resume.ownerId, subjectId)) !== null) await removeResume(store, resume, at);
  } else if (resume.photoFileId !== null) {
    const fact = { grantId: resume.id, userId: null, fileIds: [resume.photoFileId], at: at.toISOString() };
    await store.announce(decision === 'HIDE' ? photoWithheld : photoShownAgain, fact, at);
  }
  return () => signalChange(needs, subjectId);
}
