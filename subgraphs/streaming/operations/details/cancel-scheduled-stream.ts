import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { StreamingContext } from '../../context.ts';
import { STATUS_LOG } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { LiveStream } from '../../repository/streams.ts';
import { type AuthorityNeeds, type NotPermitted, requireAuthority } from '../bans/require-authority.ts';

const INPUT = z.object({ streamId: z.string() });

/** The stream is not announced any more. */
export type NotScheduled = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: string[] };

interface Needs extends AuthorityNeeds, Pick<StreamingContext, 'now'> {
  readonly repository: {
    transaction<T>(work: (store: Pick<StreamingStore, 'lockStream' | 'endStream'>) => Promise<T>): Promise<T>;
  };
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

/** Takes back an announced stream of the viewer's own. */
export async function cancelScheduledStream(
  needs: Needs,
  raw: unknown,
): Promise<Result<LiveStream, InvalidInput | NotFound | NotPermitted | NotScheduled>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { streamId } = parsed.value;
  const message = 'Only the host can take back an announcement.';
  const found = await requireAuthority(needs, { streamId, includesModerators: false, message });
  if (!found.ok) return found;
  const { stream } = found.value;
  const outcome = await needs.repository.transaction(async (store) => {
    const current = (await store.lockStream(streamId)) ?? stream;
    return current.state === 'SCHEDULED' ? ((await store.endStream(streamId, needs.now(), 0)) ?? current) : current;
  });
  if (outcome.endReason !== 'CANCELLED') return notScheduled(outcome);
  await needs.streams.announce(STATUS_LOG, streamId);
  return done(outcome);
}

/** The refusal for a stream that has begun. */
export const notScheduled = ({ state }: Pick<LiveStream, 'state'>) =>
  refuse<NotScheduled>({
    __typename: 'InvalidState',
    message: 'This stream is not announced any more.',
    path: ['input', 'streamId'],
    from: state,
    allowed: ['SCHEDULED'],
  });
