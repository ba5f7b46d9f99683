import { type NotFound, notFound } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { ChatStore, LockedMessage, Message } from '../repository/index.ts';
import { type FindingNeeds, type NotPermitted, notPermitted } from './find-conversation.ts';
import type { WritingNeeds } from './require-writable.ts';

/** The refusal for what cannot happen to a tombstone. */
export type MessageDeleted = RefusalOf<'MessageDeleted'>;

export interface ChangeNeeds
  extends FindingNeeds,
    WritingNeeds,
    Pick<ChatContext, 'now' | 'changeLog' | 'limitPerConversation'> {
  readonly messages: Pick<ChatContext['messages'], 'load' | 'clear'>;
  readonly repository: Pick<ChatContext['repository'], 'transaction'>;
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
}

/** What a change works on: the message, its conversation locked, and the member who changes it. */
export interface Target extends LockedMessage {
  readonly viewerId: string;
  readonly role: NonNullable<LockedMessage['role']>;
  readonly at: Date;
}

/** Refuses what cannot happen to a tombstone. */
export const messageDeleted = () =>
  refuse({ __typename: 'MessageDeleted', message: 'The message was deleted.', path: ['input', 'messageId'] });

/**
 * Changes a message as a member of its conversation. The rules of `apply` hold until its change is committed, since it
 * runs with the conversation locked; it answers whether anything changed. A message that the viewer may not read is
 * refused like none.
 */
export async function changeMessage<Refusal>(
  { caller, now, changeLog, limitPerConversation, messages, repository, streams }: ChangeNeeds,
  messageId: string,
  apply: (store: ChatStore, target: Target) => Promise<Result<boolean, Refusal>>,
): Promise<Result<Message | null, Refusal | NotFound | NotPermitted>> {
  const viewerId = viewerOf(caller);
  const seen = await messages.load(messageId);
  if (seen === null) return noMessage();
  const outcome = await limitPerConversation(seen.conversationId, () =>
    repository.transaction(async (store): Promise<Result<boolean, Refusal | NotFound | NotPermitted>> => {
      const locked = await store.lockMessage(viewerId, seen);
      const { role } = locked ?? { role: null };
      if (locked === null || (role === null && locked.kind !== 'ROOM')) return noMessage();
      if (role === null) return notPermitted('Join the room first.', 'messageId');
      if (locked.isBlocked) return notPermitted('You cannot write to each other.', 'messageId');
      return apply(store, { ...locked, viewerId, role, at: now() });
    }),
  );
  if (!outcome.ok) return outcome;
  if (outcome.value) await streams.announce(changeLog, seen.conversationId);
  return done(await messages.clear(messageId).load(messageId));
}

const noMessage = () => notFound('There is no such message.', 'messageId');
