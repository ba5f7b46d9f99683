import { z } from 'zod';
import { decodeCursor } from '../../../../runtime/live/cursor.ts';
import { WHOLE_LOG } from '../../../../runtime/live/stored-log.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { POST_LOG } from '../../events.ts';
import { countUnread } from './count-unread.ts';
import { numberOf } from './feed-cursor.ts';

const INPUT = z.object({ cursor: z.string() });

type Needs = Parameters<typeof countUnread>[0] &
  Pick<SocialContext, 'caller'> & { readonly repository: Pick<SocialContext['repository'], 'moveFeedMark'> };

/** Marks the feed as seen up to a cursor of any feed or of its stream; returns how many posts are unread then. */
export async function markFeedSeen(needs: Needs, input: unknown): Promise<Result<number, InvalidInput>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const number = numberOf(parsed.value.cursor) ?? sequenceOf(parsed.value.cursor);
  if (number === null)
    return refuse({ __typename: 'InvalidInput', message: 'The cursor is not of a feed.', path: ['input', 'cursor'] });
  await needs.repository.moveFeedMark(viewerId, number, needs.now());
  return done(await countUnread(needs, viewerId));
}

/** The number that a cursor of the stream stands for; null for another one. */
function sequenceOf(cursor: string): number | null {
  try {
    return decodeCursor(POST_LOG.name, WHOLE_LOG, cursor).sequence;
  } catch {
    return null;
  }
}
