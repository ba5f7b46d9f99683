import { closePoll, pollClosed, publishPollVoters } from '../../events.ts';
import type { SocialStore } from '../../repository/index.ts';

/** People whom one event names. */
const VOTER_BATCH_SIZE = 500;

/** Closes a poll whose time has come, and publishes that for its author, in the caller's transaction. */
export async function closeDuePoll(
  store: Pick<SocialStore, 'announce' | 'closePoll' | 'enqueueWork' | 'pollRules'>,
  postId: string,
  at: Date,
): Promise<void> {
  const closed = await store.closePoll(postId, at);
  if (closed === null) {
    // The clock of the database, by which work is due, may be ahead of the one by which votes end.
    const rules = await store.pollRules(postId);
    if (rules !== null && rules.closesAt > at)
      await store.enqueueWork(closePoll, [{ payload: { postId }, dueAt: rules.closesAt }], at);
    return;
  }
  await store.announce(pollClosed, { postId, userIds: [closed.authorId], at: at.toISOString() }, at);
  await store.enqueueWork(publishPollVoters, [{ payload: { postId, after: '' } }], at);
}

/** Publishes a closed poll for some of those who have voted and may see it, and has the next ones follow. */
export async function publishVoters(
  store: Pick<SocialStore, 'announce' | 'enqueueWork' | 'notifiable' | 'votersAfter' | 'lockPost'>,
  { postId, after }: { readonly postId: string; readonly after: string },
  at: Date,
): Promise<void> {
  const post = await store.lockPost(postId);
  if (post === null) return;
  const voters = await store.votersAfter(postId, after, VOTER_BATCH_SIZE);
  const userIds = await store.notifiable(post.authorId, postId, voters);
  if (userIds.length > 0) await store.announce(pollClosed, { postId, userIds, at: at.toISOString() }, at);
  const last = voters.length < VOTER_BATCH_SIZE ? undefined : voters.at(-1);
  if (last !== undefined) await store.enqueueWork(publishPollVoters, [{ payload: { postId, after: last } }], at);
}
