import type { SocialContext } from '../../context.ts';
import type { FeedBatch, FeedRange, FeedRow, KeptNumbers } from '../../repository/index.ts';
import { holdsMutedWord } from './holds-muted-word.ts';

/** What a feed in order of time is made by. */
export type TimeRules = Omit<FeedRange, 'before' | 'after' | 'candidates' | 'keptFeed'>;

/** Which part of it is wanted. */
interface TimeSpan {
  /** Only numbers below it; null: from the newest. */
  readonly before: number | null;
  /** Only numbers above it, or above the mark of the viewer. */
  readonly after: FeedRange['after'];
  /** How many posts at most. */
  readonly limit: number;
  readonly maxPerAuthor: number | null;
  /** What is kept ready of the feed; null: everything is read from the tables. */
  readonly keptFeed: KeptNumbers | null;
}

/** Posts of a feed in order of time. */
export interface TimedPosts {
  readonly rows: readonly FeedRow[];
  /** Where to continue when posts were left unread though fewer than `limit` came in; null otherwise. */
  readonly unreadBelow: number | null;
  /** How many people the feed is made of; 0 when it was read from what is kept ready. */
  readonly authorCount: number;
}

interface Needs {
  readonly repository: Pick<SocialContext['repository'], 'feedBatch'>;
}

/** Posts that are looked at beyond those wanted, as some do not come in: a page is then mostly one statement. */
const SPARE_CANDIDATES = 20;
const MAX_CANDIDATES = 1_000;
/** Then a page stays short rather than slow. */
const MAX_BATCHES = 6;

/**
 * Reads on until the page is full, or nothing is left: posts that do not come in make no page short. More of one author than
 * the reader wants on a page are left out.
 */
export async function readByTime(
  { repository }: Needs,
  rules: TimeRules,
  { before, after, limit, maxPerAuthor, keptFeed }: TimeSpan,
): Promise<TimedPosts> {
  const rows: FeedRow[] = [];
  const isAdmitted = createAdmission(maxPerAuthor);
  let [position, ready] = [before, keptFeed];
  let authorCount = 0;
  let candidates = limit * 2 + SPARE_CANDIDATES;
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    const batch = await repository.feedBatch({ ...rules, before: position, after, candidates, keptFeed: ready });
    authorCount ||= batch.authorCount;
    rows.push(...batch.rows.filter((row) => isAdmitted(row, batch)));
    if (rows.length >= limit) return { rows: rows.slice(0, limit), unreadBelow: null, authorCount };
    const isUsedUp = batch.scanned < candidates;
    // Below its floor a kept feed says nothing.
    if (isUsedUp && ready !== null && ready.floor > BigInt(after === 'mark' ? 0 : after) + 1n) {
      position = Math.min(position ?? batch.head + 1, Number(ready.floor));
      ready = null;
    } else if (isUsedUp) return { rows, unreadBelow: null, authorCount };
    else position = batch.lowest;
    candidates = Math.min(candidates * 4, MAX_CANDIDATES);
  }
  return { rows, unreadBelow: position, authorCount };
}

function createAdmission(maxPerAuthor: number | null) {
  const perAuthor = new Map<string, number>();
  return ({ authorId, allText, allTags }: FeedRow, { mutedWords }: Pick<FeedBatch, 'mutedWords'>): boolean => {
    if (holdsMutedWord(mutedWords, allText, allTags)) return false;
    const count = perAuthor.get(authorId) ?? 0;
    perAuthor.set(authorId, count + 1);
    return maxPerAuthor === null || count < maxPerAuthor;
  };
}
