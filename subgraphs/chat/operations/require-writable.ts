import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { createRelationshipLookup } from '../../../runtime/relations/ask-relationships.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation } from '../repository/index.ts';
import { type NotPermitted, notPermitted } from './find-conversation.ts';

/** Why a conversation can be read but not written to. */
export type ReadOnlyReason = 'NO_CONTACT' | 'STREAM_ENDED';

/** The refusal for a conversation that can be read but not written to. */
export type ConversationReadOnly = RefusalOf<'ConversationReadOnly'> & { readonly reason: ReadOnlyReason };

export type WritingNeeds = Pick<ChatContext, 'caller' | 'ask' | 'now'>;

const MESSAGES: Readonly<Record<ReadOnlyReason, string>> = {
  NO_CONTACT: 'You can only write to friends and to people you have a match, contract or order with.',
  STREAM_ENDED: 'The stream has ended, and its chat is closed.',
};

/** Why the conversation can only be read at an instant, by the local copies; null while it can be written to. */
export function readOnlyReasonOf(
  { kind, isBlocked, hasContact, closesAt }: Pick<Conversation, 'kind' | 'isBlocked' | 'hasContact' | 'closesAt'>,
  at: Date,
): ReadOnlyReason | null {
  if (closesAt !== null && closesAt <= at) return 'STREAM_ENDED';
  return kind === 'DIRECT' && (isBlocked || !hasContact) ? 'NO_CONTACT' : null;
}

/**
 * Refuses a conversation that can only be read; `path` is below `input`. The local copy may lag behind a friendship that began
 * this moment, so what it denies is asked of the friends domain before it is refused.
 *
 * @throws a fault `UNAVAILABLE` when it cannot be asked.
 */
export async function requireWritable(
  { caller, ask, now }: WritingNeeds,
  conversation: Conversation,
  ...path: string[]
): Promise<Result<null, NotPermitted | ConversationReadOnly>> {
  if (conversation.isBlocked) return notPermitted('You cannot write to each other.', ...path);
  const reason = readOnlyReasonOf(conversation, now());
  if (reason === null) return done(null);
  const refusal = refuse({
    __typename: 'ConversationReadOnly',
    message: MESSAGES[reason],
    path: ['input', ...path],
    reason,
  } as const);
  if (reason !== 'NO_CONTACT') return refusal;
  const { otherUserId } = conversation;
  if (otherUserId === null) return notPermitted('This person has deleted their account.', ...path);
  const relationships = await createRelationshipLookup(ask, 'chat')(viewerOf(caller), [otherUserId]);
  if (relationships.every(({ areFriends, blocked }) => areFriends && !blocked)) return done(null);
  return refusal;
}
