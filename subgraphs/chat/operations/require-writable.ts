import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { createFollowLookup } from '../../../runtime/relations/ask-follows.ts';
import { createRelationshipLookup } from '../../../runtime/relations/ask-relationships.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation } from '../repository/index.ts';
import { type NotPermitted, notPermitted } from './find-conversation.ts';
import { mayModerate } from './may-moderate.ts';

/** Why a conversation can be read but not written to. */
export type ReadOnlyReason = 'NO_CONTACT' | 'STREAM_ENDED' | 'FOLLOWERS_ONLY' | 'CHAT_OFF';

/** The refusal for a conversation that can be read but not written to. */
export type ConversationReadOnly = RefusalOf<'ConversationReadOnly'> & { readonly reason: ReadOnlyReason };

export type WritingNeeds = Pick<ChatContext, 'caller' | 'ask' | 'now'>;

const MESSAGES: Readonly<Record<ReadOnlyReason, string>> = {
  NO_CONTACT: 'You can only write to friends and to people you have a match, contract or order with.',
  STREAM_ENDED: 'The stream has ended, and its chat is closed.',
  FOLLOWERS_ONLY: 'Only followers of the host can write in this chat.',
  CHAT_OFF: 'The host has turned this chat off.',
};

/**
 * Why the conversation can only be read at an instant, by the local copies; null while it can be written to. Whether the viewer
 * follows the host of a stream for whose followers its chat is, is asked by `requireWritable`.
 */
export function readOnlyReasonOf(
  conversation: Pick<Conversation, 'kind' | 'isBlocked' | 'hasContact' | 'closesAt' | 'writeMode' | 'role'>,
  at: Date,
): ReadOnlyReason | null {
  const { kind, isBlocked, hasContact, closesAt, writeMode } = conversation;
  if (closesAt !== null && closesAt <= at) return 'STREAM_ENDED';
  if (writeMode === 'NOBODY' && !mayModerate(conversation)) return 'CHAT_OFF';
  return kind === 'DIRECT' && (isBlocked || !hasContact) ? 'NO_CONTACT' : null;
}

/** Social is asked, which knows of a follow at once: a copy would refuse who has just followed the host. */
async function followingReasonOf(
  { caller, ask }: Pick<WritingNeeds, 'caller' | 'ask'>,
  conversation: Conversation,
): Promise<ReadOnlyReason | null> {
  const { writeMode, openerId } = conversation;
  if (writeMode !== 'FOLLOWERS' || mayModerate(conversation)) return null;
  if (openerId === null) return 'FOLLOWERS_ONLY';
  const pair = { followerId: viewerOf(caller), followeeId: openerId };
  const [isFollower] = await createFollowLookup(ask, 'chat')([pair]);
  return isFollower === true ? null : 'FOLLOWERS_ONLY';
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
  const reason = readOnlyReasonOf(conversation, now()) ?? (await followingReasonOf({ caller, ask }, conversation));
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
