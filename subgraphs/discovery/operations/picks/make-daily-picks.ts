import type { DiscoveryContext } from '../../context.ts';
import type { DiscoveryProfile, StoredPick } from '../../repository/index.ts';
import { candidateQuery } from '../candidate-query.ts';
import { entryOf, scoreOf } from '../score.ts';
import { type FittingPair, matchStably } from './match-stably.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Who has not used discovery for so long is nobody's pick. */
const ACTIVE_MS = 3 * DAY_MS;
/** Most people of a day, those who were active last: each takes one statement and a few hundred scores. */
const MAX_PEOPLE = 2_000;
/** Who joins when the picks of the day are made is paired with as many others at most who have just joined. */
const MAX_NEWCOMERS = 20;
/** Profiles read at a time. */
const BATCH_SIZE = 100;

interface Needs extends Pick<DiscoveryContext, 'now' | 'cells'> {
  readonly repository: Pick<
    DiscoveryContext['repository'],
    'activePeople' | 'candidates' | 'hasPicks' | 'newcomers' | 'profiles' | 'transaction'
  >;
}

/** Scores of the people whom a person may be shown, by their id. */
type Scores = ReadonlyMap<string, number>;

/** The day in UTC that an instant is in, `YYYY-MM-DD`. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/**
 * Picks one person for each who was active lately, once a day: the stable matching of the pairs who may be shown to each
 * other, by the product of their scores. Those who join later get others who do. Stores nothing when `signal` aborts.
 */
export async function makeDailyPicks({ now, cells, repository }: Needs, signal: AbortSignal): Promise<void> {
  const at = now();
  const day = dayOf(at);
  const since = new Date(at.getTime() - ACTIVE_MS);
  const userIds = (await repository.hasPicks(day))
    ? await repository.newcomers(day, { since, now: at, limit: MAX_NEWCOMERS })
    : await repository.activePeople(day, { since, now: at, limit: MAX_PEOPLE });
  const scores = new Map<string, Scores>();
  for (let from = 0; from < userIds.length; from += BATCH_SIZE) {
    for (const profile of await repository.profiles(userIds.slice(from, from + BATCH_SIZE))) {
      if (signal.aborted) return;
      if (profile !== null) scores.set(profile.userId, await readScores({ cells, repository }, profile, at));
    }
  }
  const picks = matchStably(pairsOf(scores), day).flatMap(([one, other]) => [
    pickFor(scores, one, other),
    pickFor(scores, other, one),
  ]);
  if (picks.length === 0) return;
  await repository.transaction(async (store) => {
    // A process that was the leader until a moment ago may store some at the same time: picks would not be mutual.
    await store.lockPicks();
    await store.savePicks(day, picks);
  });
}

async function readScores(
  { cells, repository }: Pick<Needs, 'cells' | 'repository'>,
  profile: DiscoveryProfile,
  now: Date,
): Promise<Scores> {
  const query = candidateQuery(profile, {}, cells, { now, asOf: now });
  if (query === null) return new Map();
  const people = await repository.candidates(query);
  return new Map(people.map((person) => [person.userId, scoreOf(entryOf(profile, person, now))]));
}

/** Pairs of whom each may be shown the other. */
function pairsOf(scores: ReadonlyMap<string, Scores>): FittingPair[] {
  const pairs: FittingPair[] = [];
  for (const [one, theirs] of scores)
    for (const [other, score] of theirs) {
      const back = one < other ? scores.get(other)?.get(one) : undefined;
      if (back !== undefined) pairs.push({ people: [one, other], score: score * back });
    }
  return pairs;
}

const pickFor = (scores: ReadonlyMap<string, Scores>, userId: string, otherId: string): StoredPick => ({
  ...{ userId, otherId },
  score: scores.get(userId)?.get(otherId) ?? 0,
});
