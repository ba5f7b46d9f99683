import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { friendshipStarted, userBlocked } from '../events.ts';
import type { ImportedTie, StoredTie } from '../repository/imported-ties.ts';
import type { FriendsStore } from '../repository/index.ts';
import { decideTies } from './decide-ties.ts';

type Store = Pick<FriendsStore, 'lockTies' | 'addTies' | 'tiesById' | 'announceAll'>;

/** Rules for one relationship of two people of a dump. */
export const friendshipSchema = z
  .object({
    userId: z.string('Name the person who asked, or who blocks.'),
    friendId: z.string('Name the other person.'),
    status: z.enum(['ACCEPTED', 'REQUESTED', 'REJECTED', 'BLOCKED'], 'Map the status to one of those of the kind.'),
    createdAt: z.date('Name when it began.'),
    updatedAt: z.date().nullish(),
  })
  .refine(({ userId, friendId }) => userId !== friendId, 'Nobody has a friendship with themselves.')
  .transform(({ updatedAt, ...tie }) => ({ ...tie, updatedAt: updatedAt ?? tie.createdAt }));

type Friendship = z.output<typeof friendshipSchema>;
type FriendshipRow = ImportRow<Friendship>;

/** Imports friendships, open and rejected requests, and blocks. */
export const friendshipsImporter = (): DomainImporter<Store> =>
  importerOf<Friendship, Store>({
    kind: 'friendships',
    key: { prefix: 'fsh', at: ({ createdAt }) => createdAt, identity: identityOf },
    fields: {
      userId: { type: 'text', isRequired: true, references: 'people' },
      friendId: { type: 'text', isRequired: true, references: 'people' },
      status: { type: 'text', isRequired: true },
      createdAt: { type: 'instant', isRequired: true },
      updatedAt: { type: 'instant' },
    },
    schema: friendshipSchema,
    write: importFriendships,
    existing: async (store, ids) => (await store.tiesById(ids)).map(({ id }) => id),
    facts: ({ value }) => factsOf(value),
    async stored(store, ids) {
      const ties = await store.tiesById(ids);
      return new Map(ties.map((tie) => [tie.id, factsOf(tie)]));
    },
  });

/** A friendship is the same whoever of the two is named first: many systems keep a row for each. */
const identityOf = ({ userId, friendId, status }: Friendship): string =>
  JSON.stringify(status === 'ACCEPTED' ? [status, ...[userId, friendId].sort()] : [status, userId, friendId]);

/** Stores what does not contradict what there is between the two, and publishes it without notifying anybody. */
export async function importFriendships(
  store: Store,
  rows: readonly FriendshipRow[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  const ties = rows.map(({ id, value }): ImportedTie => ({ id, ...value }));
  const outcomes = decideTies(ties, await store.lockTies(ties));
  const added = ties.filter((_, at) => outcomes[at] === 'inserted');
  await store.addTies(added, now);
  const started = added.filter(({ status }) => status === 'ACCEPTED');
  await store.announceAll(
    friendshipStarted,
    started.map(({ userId, friendId, createdAt }) => ({
      userIds: userId < friendId ? [userId, friendId] : [friendId, userId],
      at: createdAt.toISOString(),
      isImported: true,
    })),
    now,
  );
  const blocks = added.filter(({ status }) => status === 'BLOCKED');
  await store.announceAll(
    userBlocked,
    blocks.map(({ userId, friendId: blockedId, createdAt }) => ({ userId, blockedId, at: createdAt.toISOString() })),
    now,
  );
  return outcomes;
}

/** Of a friendship nobody knows any more who asked. */
const factsOf = ({ userId, friendId, status, createdAt }: Omit<StoredTie, 'id'>): ImportFacts => ({
  status,
  people: status === 'ACCEPTED' ? [userId, friendId].sort() : [userId, friendId],
  createdAt: createdAt.toISOString(),
});
