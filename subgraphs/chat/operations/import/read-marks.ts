import type { MarkDraft, PlannedMessage } from '../../repository/index.ts';

/** How far marks move with a batch of messages. */
export interface MarkMoves {
  /** Of all members of a conversation. */
  readonly everybody: ReadonlyMap<string, number>;
  /** Of single members. */
  readonly members: readonly MarkDraft[];
}

/**
 * The read marks that messages of an import set: everybody has read what the older system says nothing of; of other messages
 * those whom it names, and the author. A mark counts all that is before it.
 */
export function readMarksOf(messages: readonly PlannedMessage[]): MarkMoves {
  const everybody = new Map<string, number>();
  const members = new Map<string, MarkDraft>();
  for (const { conversationId, sequence, authorId, readBy } of messages) {
    if (readBy === null) everybody.set(conversationId, sequence);
    else
      for (const userId of [authorId, ...readBy])
        members.set(`${conversationId} ${userId}`, { conversationId, userId, sequence });
  }
  return { everybody, members: [...members.values()] };
}
