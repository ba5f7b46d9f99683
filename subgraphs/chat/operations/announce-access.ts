import type { ChatContext } from '../context.ts';
import { accessTopic, acquaintanceTopic } from '../events.ts';

export interface AccessNeeds extends Pick<ChatContext, 'messageLog' | 'changeLog'> {
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
  readonly signals: Pick<ChatContext['signals'], 'notify'>;
}

/** Has everybody checked anew who follows a conversation in whatever way: the streams of who lost the right end here. */
export async function announceAccess(
  { streams, signals, messageLog, changeLog }: AccessNeeds,
  conversationId: string,
): Promise<void> {
  await Promise.all([
    streams.announce(messageLog, conversationId),
    streams.announce(changeLog, conversationId),
    signals.notify(accessTopic(conversationId)),
  ]);
}

/** Has looked at anew who may know whose presence, as far as it concerns these people: it is shown or hidden at once. */
export async function announceAcquaintance(
  { signals }: Pick<AccessNeeds, 'signals'>,
  userIds: readonly string[],
): Promise<void> {
  await Promise.all(userIds.map((userId) => signals.notify(acquaintanceTopic(userId))));
}
