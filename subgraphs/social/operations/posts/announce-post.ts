import { WHOLE_LOG } from '../../../../runtime/live/stored-log.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import { engagementTopic, POST_LOG } from '../../events.ts';
import type { PostDraft } from '../../repository/index.ts';

/** What signals that there is news. */
export type SignallingNeeds = Pick<SocialContext, 'signals'> & {
  readonly streams: Pick<SocialContext['streams'], 'announce'>;
};

/** Signals feeds, work, and whoever watches the counts of what a post quotes or shows. */
export async function announcePost(
  { signals, streams }: SignallingNeeds,
  { quotedPostId, repostOfId }: Pick<PostDraft, 'quotedPostId' | 'repostOfId'>,
): Promise<void> {
  const counted = [quotedPostId, repostOfId].filter((id) => id !== null);
  await Promise.all([
    streams.announce(POST_LOG, WHOLE_LOG),
    notifyWork(signals, 'social'),
    ...counted.map((id) => signals.notify(engagementTopic(id), {})),
  ]);
}
