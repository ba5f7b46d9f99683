import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { StreamingContext } from '../../context.ts';
import { viewerUnbanned } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { LiveStream } from '../../repository/streams.ts';
import { type AuthorityNeeds, type NotPermitted, requireAuthority } from './require-authority.ts';

const INPUT = z.object({ streamId: z.string(), userId: z.string() });

interface Needs extends AuthorityNeeds, Pick<StreamingContext, 'now'> {
  readonly repository: {
    transaction<T>(work: (store: Pick<StreamingStore, 'removeBan' | 'announce'>) => Promise<T>): Promise<T>;
  };
}

/** Ends the ban of a person from a stream. Who is not banned is refused as not found. */
export async function unbanStreamViewer(
  needs: Needs,
  raw: unknown,
): Promise<Result<LiveStream, InvalidInput | NotFound | NotPermitted>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { streamId, userId } = parsed.value;
  const message = 'Only the host and moderators can end bans.';
  const found = await requireAuthority(needs, { streamId, includesModerators: true, message });
  if (!found.ok) return found;
  const at = needs.now();
  const isRemoved = await needs.repository.transaction(async (store) => {
    if (!(await store.removeBan({ streamId, userId }))) return false;
    await store.announce(viewerUnbanned, { streamId, userId, at: at.toISOString() }, at);
    return true;
  });
  return isRemoved ? done(found.value.stream) : notFound('This person is not banned.', 'userId');
}
