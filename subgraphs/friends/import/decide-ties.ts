import type { ImportOutcome } from '../../../runtime/import/import-row.ts';
import type { ImportedTie, StoredTie } from '../repository/imported-ties.ts';

const NAMES = {
  ACCEPTED: 'a friendship',
  REQUESTED: 'an open request',
  REJECTED: 'a rejected request',
  CANCELLED: 'a cancelled request',
  BLOCKED: 'a block',
} as const;

/**
 * Decides for each of the ties whether it is stored, in their order: two people have one friendship, request or the blocks of
 * both. `stored` is what there is between the same people.
 */
export function decideTies(ties: readonly ImportedTie[], stored: readonly StoredTie[]): readonly ImportOutcome[] {
  const byPair = new Map<string, Omit<StoredTie, 'createdAt'>[]>();
  const between = (tie: Pick<StoredTie, 'userId' | 'friendId'>) => {
    const key = [tie.userId, tie.friendId].sort().join(' ');
    const found = byPair.get(key) ?? [];
    byPair.set(key, found);
    return found;
  };
  for (const tie of stored) between(tie).push(tie);
  return ties.map((tie): ImportOutcome => {
    const present = between(tie);
    if (present.some(({ id, status }) => id === tie.id && status === tie.status)) return 'present';
    const obstacle = present.find((other) => !isCompatible(tie, other));
    if (obstacle !== undefined) return { reason: `There is ${NAMES[obstacle.status]} between these people already.` };
    present.push(tie);
    return 'inserted';
  });
}

/** Only blocks in both directions. */
const isCompatible = (tie: Omit<StoredTie, 'createdAt'>, other: Omit<StoredTie, 'createdAt'>): boolean =>
  tie.status === 'BLOCKED' && other.status === 'BLOCKED' && tie.userId === other.friendId;
