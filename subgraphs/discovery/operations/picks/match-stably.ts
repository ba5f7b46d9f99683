import { hashJson } from '../../../../runtime/text/hash-json.ts';

/** Two people who could be shown to each other, and how well they fit in the eyes of both. */
export interface FittingPair {
  readonly people: readonly [string, string];
  /** The score of the pair, the same from both sides: more is better. */
  readonly score: number;
}

interface RankedPair extends FittingPair {
  /** Orders pairs with one score; differs from day to day, so that ties do not always favour the same people. */
  readonly lot: string;
}

/**
 * The stable matching of people among `pairs`: nobody is in two pairs, and no two who could be a pair would both rather have
 * each other than what they got. Deferred acceptance (Gale and Shapley, 1962): each proposes to the best person who has not
 * rejected them, and each person holds the best proposal so far. Both sides rank by the score of the pair, so preferences have
 * no cycle: one stable matching exists, whoever may be paired with whom, and there is no need for two sides.
 *
 * The result depends on `pairs` and `day` alone, not on the order of `pairs`.
 */
export function matchStably(pairs: readonly FittingPair[], day: string): readonly (readonly [string, string])[] {
  const preferences = preferencesOf(pairs, day);
  const proposers = [...preferences.keys()];
  const positions = new Map<string, number>();
  const holdings = new Map<string, { readonly proposer: string; readonly rank: number }>();

  for (let proposer = proposers.pop(); proposer !== undefined; proposer = proposers.pop()) {
    const position = positions.get(proposer) ?? 0;
    const choice = preferences.get(proposer)?.[position];
    if (choice === undefined) continue;
    positions.set(proposer, position + 1);
    const current = holdings.get(choice.other);
    if (current !== undefined && current.rank < choice.rank) {
      proposers.push(proposer);
      continue;
    }
    holdings.set(choice.other, { proposer, rank: choice.rank });
    if (current !== undefined) proposers.push(current.proposer);
  }

  return [...holdings]
    .filter(([person, { proposer }]) => person < proposer && holdings.get(proposer)?.proposer === person)
    .map(([person, { proposer }]) => [person, proposer] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** For each person the others, best first. `rank` is the position of the pair among all pairs: it means the same to both. */
function preferencesOf(pairs: readonly FittingPair[], day: string) {
  const preferences = new Map<string, { readonly other: string; readonly rank: number }[]>();
  const add = (person: string, other: string, rank: number) => {
    const list = preferences.get(person);
    if (list === undefined) preferences.set(person, [{ other, rank }]);
    else list.push({ other, rank });
  };
  const ranked = pairs.map((pair): RankedPair => ({ ...pair, lot: lotOf(pair.people, day) })).sort(byScoreAndLot);
  for (const [rank, { people }] of ranked.entries()) {
    const [a, b] = people;
    if (a === b) continue;
    add(a, b, rank);
    add(b, a, rank);
  }
  return preferences;
}

const byScoreAndLot = (a: RankedPair, b: RankedPair) => b.score - a.score || (a.lot < b.lot ? -1 : 1);

function lotOf([a, b]: readonly [string, string], day: string): string {
  const people = a < b ? [a, b] : [b, a];
  return hashJson([day, ...people]);
}
