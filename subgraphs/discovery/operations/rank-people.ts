import type { DiscoveryProfile, RankedPerson } from '../repository/index.ts';
import type { DeckEntry } from './deck.ts';
import { entryOf, scoreOf } from './score.ts';

/** Most people of a deck. */
export const DECK_SIZE = 100;

/** Where an entry stands in its deck: entries with a lesser one come before it. */
export type DeckPosition = readonly [wasSeen: number, lack: number, tie: number, userId: string];

/** `lack` is what the score lacks to 100. */
export const positionOf = (entry: DeckEntry): DeckPosition => [
  Number(entry.wasSeen),
  100 - scoreOf(entry),
  entry.tie,
  entry.userId,
];

/** Negative when the first comes before the second. */
export function comparePositions(one: DeckPosition, other: DeckPosition): number {
  for (const [at, part] of one.entries()) {
    const against = other[at] ?? part;
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}

/** The people whom a viewer is shown, in their order: those whom they have not seen first, then by score. */
export const rankPeople = (
  viewer: Pick<DiscoveryProfile, 'userId' | 'intent'>,
  people: readonly RankedPerson[],
  now: Date,
): readonly DeckEntry[] =>
  people
    .map((person) => entryOf(viewer, person, now))
    .map((entry) => ({ entry, position: positionOf(entry) }))
    .sort((one, other) => comparePositions(one.position, other.position))
    .slice(0, DECK_SIZE)
    .map(({ entry }) => entry);
