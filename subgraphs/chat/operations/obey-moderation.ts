import type { ObeyedDecision } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { ChatContext } from '../context.ts';
import { CHANGES_TOPIC, filesShownAgain, filesWithheld } from '../events.ts';
import type { ChatStore } from '../repository/index.ts';

/** What signals whoever follows a conversation. */
export type ObeyingNeeds = Pick<ChatContext, 'signals' | 'changeLog'> & {
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
};

/** Hides, removes or restores a message in the caller's transaction; returns what is left for after the commit. */
export async function obeyModeration(
  { signals, streams, changeLog }: ObeyingNeeds,
  store: Pick<ChatStore, 'announce' | 'attachmentsOf' | 'hideMessage' | 'removeMessage' | 'restoreMessage'>,
  { subjectId, decision, at }: ObeyedDecision,
): Promise<(() => Promise<void>) | undefined> {
  const change = { HIDE: store.hideMessage, REMOVE: store.removeMessage, RESTORE: store.restoreMessage }[decision];
  const conversationId = await change(subjectId, at);
  if (conversationId === null) return undefined;
  // One that is removed has none any more: media is informed by work.
  const attachments = await store.attachmentsOf(subjectId);
  const [shown] = attachments;
  if (shown !== undefined) {
    const fileIds = attachments.map(({ fileId }) => fileId);
    const fact = { grantId: shown.grantId, userId: null, fileIds, at: at.toISOString() };
    await store.announce(decision === 'RESTORE' ? filesShownAgain : filesWithheld, fact, at);
  }
  return async () => {
    await Promise.all([
      streams.announce(changeLog, conversationId),
      signals.notify(CHANGES_TOPIC),
      notifyWork(signals, 'chat'),
    ]);
  };
}
