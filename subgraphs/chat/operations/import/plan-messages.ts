import type { ImportedMessage, ImportTarget, PlannedMessage, StoredMessage } from '../../repository/index.ts';

/** Two servers of an older system disagree by so much: within it the order of the rows counts, not their times. */
const MAX_CLOCK_SKEW_MS = 60_000;

/** What is known of the conversations and messages that a batch names. */
export interface MessageImportState {
  /** By id; a conversation that does not exist is missing. */
  readonly conversations: ReadonlyMap<string, ImportTarget>;
  /** Messages that are stored already, by id: those of the batch, and those that it replies to. */
  readonly stored: ReadonlyMap<string, StoredMessage>;
  readonly now: Date;
}

/** What becomes of one row: the message to insert, that it is there already, or why it is refused. */
export type MessageVerdict = PlannedMessage | 'present' | { readonly reason: string };

/**
 * Numbers the messages of a batch behind those that their conversations have, in the order of the rows. One that is dated
 * more than a minute before another that it follows is refused: the order of the rows is not that of time then, or people have
 * written in the conversation since. Verdicts are in the order of the rows.
 */
export function planMessages(rows: readonly ImportedMessage[], state: MessageImportState): MessageVerdict[] {
  const planned = new Map<string, PlannedMessage>();
  const ends = new Map(
    [...state.conversations].map(([id, { lastSequence, lastSentAt }]) => [id, { lastSequence, lastSentAt }]),
  );
  return rows.map((row) => {
    if (state.stored.has(row.id)) return 'present';
    const target = state.conversations.get(row.conversationId);
    const end = ends.get(row.conversationId);
    if (target === undefined || end === undefined) return { reason: 'There is no such conversation.' };
    const reason = reasonAgainst(row, target, end.lastSentAt, state.now);
    if (reason !== null) return { reason };
    const original = row.replyToId === null ? null : (planned.get(row.replyToId) ?? state.stored.get(row.replyToId));
    if (original === undefined || (original !== null && original.conversationId !== row.conversationId))
      return { reason: 'There is no such message to reply to in this conversation.' };
    const message = { ...row, sequence: end.lastSequence + 1, replyToSequence: original?.sequence ?? null };
    planned.set(row.id, message);
    ends.set(row.conversationId, { lastSequence: message.sequence, lastSentAt: latest(row.sentAt, end.lastSentAt) });
    return message;
  });
}

function reasonAgainst(
  { authorId, sentAt, editedAt, deletedAt }: ImportedMessage,
  { kind, memberIds }: ImportTarget,
  lastSentAt: Date | null,
  now: Date,
): string | null {
  if (kind === 'DIRECT' && !memberIds.includes(authorId))
    return 'The author is not one of the two of this conversation.';
  if ([sentAt, editedAt, deletedAt].some((at) => at !== null && at > now)) return 'A time is in the future.';
  if (lastSentAt !== null && sentAt.getTime() < lastSentAt.getTime() - MAX_CLOCK_SKEW_MS)
    return 'The conversation has a later message already: rows of messages are in the order of time.';
  return null;
}

const latest = (one: Date, other: Date | null): Date => (other !== null && other > one ? other : one);
