import type { ImportedConversation, StoredConversation } from '../../repository/index.ts';
import { MAX_GROUP_MEMBERS } from '../create-conversation.ts';

/** What becomes of one row. */
export type ConversationVerdict = 'insert' | 'present' | { readonly reason: string };

const NAME_TAKEN = 'There is a room of that name, or of one that looks like it, already.';

/** What only one conversation may have. */
const keysOf = ({ pair, roomKey, titleSkeleton }: Omit<StoredConversation, 'id'>): string[] => [
  ...(pair === null ? [] : [`pair ${pair.toSorted().join(' ')}`]),
  ...(roomKey === null ? [] : [`name ${roomKey}`]),
  ...(titleSkeleton === null ? [] : [`look ${titleSkeleton}`]),
];

/**
 * Decides for each conversation of a batch, in the order of the rows, whether it is inserted. `stored` are those that have the
 * id, the pair or the name of one of them.
 */
export function planConversations(
  rows: readonly ImportedConversation[],
  stored: readonly StoredConversation[],
  now: Date,
): ConversationVerdict[] {
  const ids = new Set(stored.map(({ id }) => id));
  const taken = new Set(stored.flatMap(keysOf));
  return rows.map((row) => {
    if (ids.has(row.id)) return 'present';
    const reason = row.createdAt > now ? 'It was opened in the future.' : reasonAgainst(row);
    if (reason !== null) return { reason };
    const keys = keysOf({ ...row, pair: pairOf(row) });
    if (keys.some((key) => taken.has(key)))
      return { reason: row.kind === 'DIRECT' ? 'The two have a conversation already.' : NAME_TAKEN };
    for (const key of keys) taken.add(key);
    return 'insert';
  });
}

const pairOf = ({ kind, members }: ImportedConversation): string[] | null =>
  kind === 'DIRECT' ? members.map(({ userId }) => userId) : null;

function reasonAgainst({ kind, title, members }: ImportedConversation): string | null {
  if (kind === 'DIRECT' && members.length !== 2) return 'A direct conversation has exactly two members.';
  if (kind === 'DIRECT' && title !== null) return 'A direct conversation has no title.';
  if (kind !== 'DIRECT' && title === null) return 'A group or room needs a title.';
  if (kind === 'GROUP' && members.length === 0) return 'A group has a member at least.';
  if (kind === 'GROUP' && members.length > MAX_GROUP_MEMBERS)
    return `A group holds at most ${MAX_GROUP_MEMBERS} people.`;
  return null;
}
