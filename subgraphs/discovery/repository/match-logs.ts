import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { createLogStore, createStoredLog } from '../../../runtime/live/stored-log.ts';
import type { LIKES_LOG, MATCHES_LOG } from '../events.ts';
import type { MatchedPair } from './matches.ts';

const MATCHES = 'discovery.matches' satisfies (typeof MATCHES_LOG)['name'];
const LIKES = 'discovery.likes-received' satisfies (typeof LIKES_LOG)['name'];

/** What became of one of a person's matches. */
export interface MatchEntry {
  readonly matchId: string;
  readonly change: 'CREATED' | 'ENDED';
}

/** A like that a person received. */
export interface LikeEntry {
  readonly likeId: string;
}

/** Each person's logs: their matches, and the likes that they received. */
export const createMatchLogs = (db: Prisma.TransactionClient) => ({
  matchLog: createStoredLog<MatchEntry, MatchEntry>(db, { name: MATCHES, entryOf: ({ data }) => data }),
  likeLog: createStoredLog<LikeEntry, LikeEntry>(db, { name: LIKES, entryOf: ({ data }) => data }),

  /** Adds what became of matches to the logs of both, as the last statement of a transaction. */
  logMatches: (pairs: readonly MatchedPair[], change: MatchEntry['change'], now: Date): Promise<void> =>
    createLogStore(db).appendToLogs<MatchEntry>(
      pairs.flatMap(({ id: matchId, userIds }) =>
        userIds.map((key) => ({ log: MATCHES, key, people: [], data: { matchId, change } })),
      ),
      now,
    ),

  /** Adds a like to the log of who received it, as the last statement of a transaction. */
  logLike: (receiverId: string, likeId: string, now: Date): Promise<void> =>
    createLogStore(db).appendToLogs<LikeEntry>([{ log: LIKES, key: receiverId, people: [], data: { likeId } }], now),
});
