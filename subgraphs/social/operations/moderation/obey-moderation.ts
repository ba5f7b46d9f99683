import type { ObeyedDecision } from '../../../../runtime/moderation/when-content-is-moderated.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import { engagementTopic, filesShownAgain, filesWithheld } from '../../events.ts';
import type { SocialStore } from '../../repository/index.ts';
import { takeComment } from '../comments/remove-comment.ts';
import { removePost } from '../posts/remove-post.ts';

/** What signals whoever watches a post. */
export interface ObeyingNeeds {
  readonly signals: Pick<SocialContext['signals'], 'notify'>;
}

/**
 * Removes a post or comment for good, or withholds or shows again the files of one that was hidden or restored, in the
 * caller's transaction; the rows themselves are hidden by every read. Returns what is left for after the commit.
 */
export async function obeyModeration(
  { signals }: ObeyingNeeds,
  store: SocialStore,
  { subjectId, decision, at }: ObeyedDecision,
): Promise<() => Promise<void>> {
  const isPost = subjectId.startsWith('pst_');
  if (decision === 'REMOVE') {
    const post = isPost ? await store.lockPost(subjectId) : null;
    if (post !== null) await removePost(store, post, at);
    const comment = isPost ? null : await store.lockComment(subjectId);
    if (comment !== null && comment.deletedAt === null) await takeComment(store, comment, at);
  } else {
    const [files = []] = await store.filesOf([subjectId]);
    const [first] = files;
    const fileIds = files.map(({ fileId }) => fileId);
    if (first !== undefined) {
      const fact = { grantId: first.grantId, userId: null, fileIds, at: at.toISOString() };
      await store.announce(decision === 'RESTORE' ? filesShownAgain : filesWithheld, fact, at);
    }
  }
  return async () => {
    await Promise.all([signals.notify(engagementTopic(subjectId), {}), notifyWork(signals, 'social')]);
  };
}
