import { fault } from '../../../../runtime/executor/faults.ts';
import { createChannel } from '../../../../runtime/streams/channel.ts';
import type { SocialContext } from '../../context.ts';
import { engagementTopic } from '../../events.ts';

/** Counts of a post. */
export interface Engagement {
  readonly likeCount: number;
  readonly commentCount: number;
  readonly repostCount: number;
  readonly quoteCount: number;
}

/** At most two events a second. */
const INTERVAL_MS = 500;

/** Lost signals and what changes without one, such as the privacy of an account, are noticed within this time. */
const POLL_MS = 2_000;

const NAMES = ['likes', 'comments', 'reposts', 'quotes'];

/** What watching works with. */
export interface EngagementNeeds extends Pick<SocialContext, 'signals'> {
  readonly repository: Pick<SocialContext['repository'], 'countsOf' | 'openPosts'>;
}

/**
 * Counts of a post that everybody may see: as they are, then each change. Ends when that is no longer so.
 *
 * @throws a fault `NOT_FOUND` for any other post.
 */
export async function watchEngagement(
  needs: EngagementNeeds,
  postId: string,
  intervals = { everyMs: INTERVAL_MS, pollMs: POLL_MS },
): Promise<AsyncIterableIterator<Engagement>> {
  const first = await readEngagement(needs, postId);
  if (first === null) throw fault('NOT_FOUND', 'No such post.');
  const channel = createChannel<Engagement>({ keepLast: true });
  let last = first;
  channel.push(first);

  let isWanted = false;
  let pause: NodeJS.Timeout | null = null;
  const read = async (): Promise<void> => {
    const current = await readEngagement(needs, postId);
    if (current === null) channel.end();
    else if (!isSame(current, last)) {
      last = current;
      channel.push(current);
    }
  };
  /** Reads now, or when the interval is over: requests in between share a read, and one follows every request. */
  const request = (): void => {
    isWanted = true;
    if (pause !== null) return;
    isWanted = false;
    pause = setTimeout(() => {
      pause = null;
      if (isWanted) request();
    }, intervals.everyMs);
    pause.unref();
    // What cannot be read now is read at the next poll.
    read().catch(() => undefined);
  };
  const unsubscribe = needs.signals.on(engagementTopic(postId), request);
  const timer = setInterval(request, intervals.pollMs);
  timer.unref();
  return channel.iterate(() => {
    clearInterval(timer);
    if (pause !== null) clearTimeout(pause);
    isWanted = false;
    unsubscribe();
  });
}

/** Null where not everybody may see the post. */
async function readEngagement({ repository }: EngagementNeeds, postId: string): Promise<Engagement | null> {
  const [open, [counts = new Map<string, number>()]] = await Promise.all([
    repository.openPosts([postId]),
    repository.countsOf(NAMES, [postId]),
  ]);
  if (!open.has(postId)) return null;
  const [likeCount = 0, commentCount = 0, repostCount = 0, quoteCount = 0] = NAMES.map((name) => counts.get(name) ?? 0);
  return { likeCount, commentCount, repostCount, quoteCount };
}

const isSame = (one: Engagement, other: Engagement): boolean =>
  one.likeCount === other.likeCount &&
  one.commentCount === other.commentCount &&
  one.repostCount === other.repostCount &&
  one.quoteCount === other.quoteCount;
