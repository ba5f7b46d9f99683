import { type ScoreTerm, totalOf } from './score-term.ts';

/** A post that may be shown, with the terms of its score. */
export interface Candidate {
  /** The position of the post in the order of publication. */
  readonly number: number;
  readonly authorId: string;
  readonly terms: readonly ScoreTerm[];
}

/** A candidate with what was subtracted for variety among its terms. */
export type Ranked<Item extends Candidate> = Item & { readonly score: number };

/** How a page is filled. */
interface RankingRules {
  readonly limit: number;
  /** Numbers of the candidates that earlier pages have shown. */
  readonly shown: ReadonlySet<number>;
  /** At most so many posts of one author on a page; null for no limit. */
  readonly maxPerAuthor: number | null;
  /** How many posts of each author the page has already. */
  readonly counts?: ReadonlyMap<string, number>;
}

/** Subtracted for each post of the same author among the last {@link VARIETY_SPAN}. */
const VARIETY_POINTS = 60;
const VARIETY_SPAN = 5;

/**
 * The best candidates that were not shown yet, best first; of equal ones the newest. Each is chosen in view of those before
 * it, so that one author does not fill the page. May return less than `limit` because of `maxPerAuthor` though candidates remain.
 */
export function rankCandidates<Item extends Candidate>(
  candidates: readonly Item[],
  { limit, shown, maxPerAuthor, counts = new Map() }: RankingRules,
): readonly Ranked<Item>[] {
  const open = candidates
    .filter(({ number }) => !shown.has(number))
    .map((item) => ({ item, base: totalOf(item.terms) }))
    .sort((a, b) => b.base - a.base || b.item.number - a.item.number);
  const chosen: Ranked<Item>[] = [];
  const perAuthor = new Map(counts);
  while (chosen.length < limit) {
    const recent = Map.groupBy(chosen.slice(-VARIETY_SPAN), ({ authorId }) => authorId);
    const penaltyOf = (authorId: string): number => VARIETY_POINTS * (recent.get(authorId)?.length ?? 0);
    let best: { readonly at: number; readonly score: number; readonly penalty: number } | null = null;
    for (const [at, { item, base }] of open.entries()) {
      // Those behind have no higher base, and nothing is ever added to it.
      if (best !== null && base <= best.score) break;
      if (maxPerAuthor !== null && (perAuthor.get(item.authorId) ?? 0) >= maxPerAuthor) continue;
      const penalty = penaltyOf(item.authorId);
      if (best === null || base - penalty > best.score) best = { at, score: base - penalty, penalty };
    }
    if (best === null) break;
    const [found] = open.splice(best.at, 1);
    if (found === undefined) break;
    const { item } = found;
    const variety: readonly ScoreTerm[] = best.penalty === 0 ? [] : [{ name: 'variety', points: -best.penalty }];
    chosen.push({ ...item, terms: [...item.terms, ...variety], score: best.score });
    perAuthor.set(item.authorId, (perAuthor.get(item.authorId) ?? 0) + 1);
  }
  return chosen;
}
