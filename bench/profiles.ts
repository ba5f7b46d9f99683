import { searchProfiles } from '../subgraphs/profile/operations/search-profiles.ts';
import { openProfileRepository } from '../subgraphs/profile/repository/index.ts';
import { makeProfiles } from './profiles/make-profiles.ts';
import { SEARCHES } from './profiles/searches.ts';
import { benchSearchTimes } from './search-times.ts';

const PROFILES = 1_000_000;
const ROUNDS = 20;
/** A page of 20 and one more, as the root field reads it. */
const LIMIT = 21;
/** What the 95th percentile of all searches shall not exceed. */
const GOAL_MS = 50;

/**
 * Measures sequential searches among a million profiles, rules and permissions included, without GraphQL and network.
 * Resolves to whether the goal was met.
 */
export async function benchProfiles(print: (line: string) => void): Promise<boolean> {
  return benchSearchTimes(
    { domain: 'profile', rows: PROFILES, noun: 'profiles', goalMs: GOAL_MS, make: makeProfiles, measure },
    print,
  );
}

async function measure(databaseUrl: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const repository = openProfileRepository(databaseUrl);
  const caller = { viewerId: 'usr_1', sessionId: null, scopes: [], service: null };
  const times = new Map<string, number[]>();
  try {
    // The first round warms connection and caches, and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [kind, queries] of Object.entries(SEARCHES)) {
        for (const query of queries) {
          const start = performance.now();
          await searchProfiles({ caller, repository }, query, { from: null, limit: LIMIT });
          if (round > 0) times.set(kind, [...(times.get(kind) ?? []), performance.now() - start]);
        }
      }
    }
    return times;
  } finally {
    await repository.close();
  }
}
