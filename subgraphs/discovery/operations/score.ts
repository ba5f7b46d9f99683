import type { DiscoveryProfile, RankedPerson } from '../repository/index.ts';
import type { DeckEntry } from './deck.ts';

/** Terms of the score, in the order in which a deck holds their points. Names of the enum `DiscoveryReasonKind`. */
export const SCORE_TERMS = ['PREFERENCES', 'INTERESTS', 'DISTANCE', 'ACTIVITY', 'RESPONSES', 'EXPOSURE'] as const;

/** One of them; the kind of a reason. */
export type ScoreTerm = (typeof SCORE_TERMS)[number];

/** The most points of each term: 100 together. `docs/discovery.md` has the formula. */
export const MAX_POINTS: Readonly<Record<ScoreTerm, number>> = {
  PREFERENCES: 15,
  INTERESTS: 20,
  DISTANCE: 15,
  ACTIVITY: 10,
  RESPONSES: 10,
  EXPOSURE: 30,
};

/** People who see a person in a day of theirs, until which the person is shown more than others. */
const VIEWS_PER_DAY = 20;

/** How many people see a newcomer before others come first again. */
const NEWCOMER_VIEWS = 30;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** For how long a person is a newcomer. */
const NEWCOMER_MS = 2 * DAY_MS;

/** What the score of others depends on. */
type ScoringViewer = Pick<DiscoveryProfile, 'userId' | 'intent'>;

/** What each looks for in the other beside what both insist on: intent, language, and interests that they named. */
function preferences(viewer: ScoringViewer, { intent, speaksSame, hasSought, seeksViewer }: RankedPerson): number {
  const sameIntent = viewer.intent === null || intent === null ? 0.5 : Number(viewer.intent === intent);
  return 0.4 * sameIntent + 0.1 * (speaksSame + hasSought + seeksViewer);
}

/** Each further interest in common adds less. */
const interests = ({ sharedInterests }: RankedPerson): number => 1 - 0.6 ** sharedInterests;

/** By bucket only: nothing finer may order people. */
const DISTANCE_PARTS: ReadonlyMap<number | null, number> = new Map<number | null, number>([
  [5, 1],
  [10, 0.8],
  [20, 0.6],
  [50, 0.3],
  [100, 0.1],
]);

function activity({ lastActiveAt }: RankedPerson, now: Date): number {
  const days = (now.getTime() - lastActiveAt.getTime()) / DAY_MS;
  if (days < 1) return 1;
  if (days < 3) return 0.7;
  return days < 7 ? 0.4 : 0;
}

/** The part of received likes that a person decides about, drawn to a half while there are few. */
const responses = ({ receivedLikes, answeredLikes }: RankedPerson): number => (answeredLikes + 2) / (receivedLikes + 4);

/** 1 for a newcomer until enough people have seen them; then up to a half, while they were seen by few for each of their days. */
function exposure({ enabledAt, shownCount }: RankedPerson, now: Date): number {
  const age = Math.max(0, now.getTime() - enabledAt.getTime());
  if (age < NEWCOMER_MS && shownCount < NEWCOMER_VIEWS) return 1;
  return Math.max(0, 0.5 - shownCount / (2 * VIEWS_PER_DAY * (1 + age / DAY_MS)));
}

/** Points of each term, whole numbers: their sum is the score. */
function sharesOf(viewer: ScoringViewer, person: RankedPerson, now: Date): readonly number[] {
  const parts: Readonly<Record<ScoreTerm, number>> = {
    PREFERENCES: preferences(viewer, person),
    INTERESTS: interests(person),
    DISTANCE: DISTANCE_PARTS.get(person.distanceKm) ?? 0,
    ACTIVITY: activity(person, now),
    RESPONSES: responses(person),
    EXPOSURE: exposure(person, now),
  };
  return SCORE_TERMS.map((term) => Math.round(MAX_POINTS[term] * parts[term]));
}

/** The score that shares add up to: 0 to 100. */
export const scoreOf = ({ shares }: Pick<DeckEntry, 'shares'>): number => shares.reduce((sum, share) => sum + share, 0);

/** FNV-1a of 31 bits: as good as random, and the same in every process. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}

/** A person of a deck, not yet in order. */
export const entryOf = (viewer: ScoringViewer, person: RankedPerson, now: Date): DeckEntry => ({
  userId: person.userId,
  shares: sharesOf(viewer, person, now),
  wasSeen: person.wasSeen,
  tie: hashOf(`${now.toISOString().slice(0, 10)} ${viewer.userId} ${person.userId}`),
});
