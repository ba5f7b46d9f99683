import { expect, test } from '@jest/globals';
import { randomOf } from '../../../../tests/seeded-random.ts';
import { type FittingPair, matchStably } from './match-stably.ts';

type Matching = readonly (readonly [string, string])[];

const DAY = '2026-12-01';

/** A world in which about half want the other gender, some their own and some both; scores have many ties. */
function worldOf(people: number, seed: number, scores: number): FittingPair[] {
  const random = randomOf(seed);
  const persons = Array.from({ length: people }, (_, nth) => ({
    id: `usr_${nth}`,
    gender: random(2),
    wants: [[0], [1], [0, 1]][random(3)] ?? [],
  }));
  const accepts = (a: (typeof persons)[number], b: (typeof persons)[number]) => a.wants.includes(b.gender);
  return persons.flatMap((a, nth) =>
    persons
      .slice(nth + 1)
      .filter((b) => accepts(a, b) && accepts(b, a))
      .map((b): FittingPair => ({ people: [a.id, b.id], score: random(scores) })),
  );
}

/** Scores of the pairs that people are in. */
function gainsOf(pairs: readonly FittingPair[], matching: Matching): Map<string, number> {
  const key = (people: readonly string[]) => [...people].sort().join(' ');
  const scores = new Map(pairs.map(({ people, score }) => [key(people), score]));
  return new Map(
    matching.flatMap((people) => people.map((person) => [person, scores.get(key(people)) ?? Number.NaN] as const)),
  );
}

/** Pairs in which both would strictly rather have each other than what they got. */
const blockingPairs = (pairs: readonly FittingPair[], matching: Matching) => {
  const gains = gainsOf(pairs, matching);
  return pairs.filter(({ people, score }) => people.every((person) => score > (gains.get(person) ?? -1)));
};

test('no two of 500 people would both rather have each other', () => {
  const pairs = worldOf(500, 42, 1_000);
  const matching = matchStably(pairs, DAY);

  expect(blockingPairs(pairs, matching)).toEqual([]);
  expect(matching.length).toBeGreaterThan(200);
  const people = matching.flat();
  expect(new Set(people).size).toBe(people.length);
  const possible = new Set(pairs.map((pair) => [...pair.people].sort().join(' ')));
  expect(matching.filter((pair) => !possible.has([...pair].sort().join(' ')))).toEqual([]);
});

test('nor in a hundred small worlds, where many scores are equal; nobody is left out who could have somebody who is', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const pairs = worldOf(12, seed, 3);
    const matching = matchStably(pairs, DAY);
    const paired = new Set(matching.flat());
    expect(blockingPairs(pairs, matching)).toEqual([]);
    expect(pairs.filter(({ people }) => people.every((person) => !paired.has(person)))).toEqual([]);
  }
});

test('the order in which pairs are listed does not matter, nor who is named first', () => {
  const pairs = worldOf(60, 7, 4);
  const turned = pairs.toReversed().map(({ people: [a, b], score }): FittingPair => ({ people: [b, a], score }));
  expect(matchStably(turned, DAY)).toEqual(matchStably(pairs, DAY));
});

test('pairs with equal scores take turns from day to day', () => {
  const pairs = worldOf(60, 7, 1);
  expect(matchStably(pairs, '2026-12-02')).not.toEqual(matchStably(pairs, DAY));
});

test('nobody is paired with themselves, and without pairs there is no matching', () => {
  expect(matchStably([{ people: ['usr_1', 'usr_1'], score: 1 }], DAY)).toEqual([]);
  expect(matchStably([], DAY)).toEqual([]);
});
