import type { DiscoveryCandidate } from '../repository/index.ts';
import { MAX_POINTS, SCORE_TERMS, type ScoreTerm } from './score.ts';

/** A part of a score, for the viewer. */
export interface DiscoveryReason {
  readonly kind: ScoreTerm;
  readonly share: number;
  readonly text: string;
}

type Scored = Pick<DiscoveryCandidate, 'shares' | 'distanceKm' | 'sharedInterests'>;

/** Interests that a text names. */
const MAX_NAMED = 3;

/** What each term says to the viewer. `part` is the share by the most that the term gives. */
const TEXTS: Readonly<Record<ScoreTerm, (scored: Scored, part: number) => string>> = {
  PREFERENCES: (_, part) => (part > 0.75 ? 'You look for the same.' : 'Each of you suits what the other looks for.'),
  INTERESTS: ({ sharedInterests }) =>
    sharedInterests.length === 0
      ? 'You share interests.'
      : `You share interests: ${sharedInterests.slice(0, MAX_NAMED).join(', ')}.`,
  DISTANCE: ({ distanceKm }) => (distanceKm === null ? 'Lives in your region.' : `At most ${distanceKm} km away.`),
  ACTIVITY: (_, part) => (part > 0.9 ? 'Active today.' : 'Active this week.'),
  RESPONSES: (_, part) => (part > 0.6 ? 'Often answers likes.' : 'May answer your like.'),
  EXPOSURE: () => 'You are among the first to meet them.',
};

/** The terms that give something, the largest first; their shares add up to the score. */
export const reasonsOf = (scored: Scored): readonly DiscoveryReason[] =>
  SCORE_TERMS.map((kind, at) => ({ kind, share: scored.shares[at] ?? 0 }))
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share)
    .map(({ kind, share }) => ({ kind, share, text: TEXTS[kind](scored, share / MAX_POINTS[kind]) }));
