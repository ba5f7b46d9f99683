import type { ChatContext } from '../context.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { ChatStore } from '../repository/index.ts';

/** What dropping files works with. */
export type DroppingNeeds = Pick<ChatContext, 'now' | 'signals' | 'changeLog'> & {
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
};

/**
 * Takes files that are gone from all messages that show them, or from one, in the caller's transaction; returns what is left
 * for after the commit.
 */
export async function dropFiles(
  { now, signals, streams, changeLog }: DroppingNeeds,
  store: Pick<ChatStore, 'dropFiles'>,
  fileIds: readonly string[],
  messageId: string | null,
): Promise<(() => Promise<void>) | undefined> {
  const conversationIds = await store.dropFiles(fileIds, messageId, now());
  if (conversationIds.length === 0) return undefined;
  return async () => {
    await Promise.all([...conversationIds.map((id) => streams.announce(changeLog, id)), signals.notify(CHANGES_TOPIC)]);
  };
}
