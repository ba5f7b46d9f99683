import type { InvalidInput, NotFound } from '../../../runtime/operations/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, seatOf, VIEWER_LEASE } from '../events.ts';
import type { StreamViewer } from '../repository/viewers.ts';
import { findStream } from './find-stream.ts';

/** A viewer is counted so long after joining or a heartbeat, unless a subscription keeps the seat. */
export const SEAT_TTL_SECONDS = 15;

/** A viewer and until when they are counted. */
export interface SeatedViewer extends StreamViewer {
  readonly leaseExpiresAt: Date | null;
}

/** The refusal of a stream that is over. */
export const streamEndedRefusal = refuse({
  __typename: 'StreamEnded',
  message: 'The stream is over.',
  path: ['input', 'streamId'],
});

/** The instant at which a seat taken or renewed `at` lapses. */
export const leaseFrom = (at: Date): Date => new Date(at.getTime() + SEAT_TTL_SECONDS * 1_000);

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'liveStreams'> {
  repository: Pick<StreamingContext['repository'], 'takeSeat'>;
  leases: Pick<StreamingContext['leases'], 'hold' | 'members'>;
  peaks: Pick<StreamingContext['peaks'], 'record'>;
}

/** Counts the viewer among those who watch, from this session on. Joining again renews the seat. */
export async function joinStream(
  needs: Needs,
  input: unknown,
): Promise<Result<SeatedViewer, InvalidInput | NotFound | RefusalOf<'StreamEnded'>>> {
  const { caller, now, repository, leases, peaks } = needs;
  const userId = viewerOf(caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const { id: streamId, state } = found.value;
  if (state === 'ENDED') return streamEndedRefusal;

  const at = now();
  const seat = { streamId, userId, sessionId: caller.sessionId ?? '' };
  const member = memberOf(seat);
  const [present = []] = await leases.members(VIEWER_LEASE, [streamId]);
  // The row first: a lease without a row would be nobody's to keep.
  const viewer = await repository.takeSeat(seat, at, !present.includes(member));
  await leases.hold(VIEWER_LEASE, streamId, member, SEAT_TTL_SECONDS * 1_000);
  peaks.record(streamId, new Set([...present, member].map((one) => seatOf(one).userId)).size);
  return done({ ...viewer, leaseExpiresAt: leaseFrom(at) });
}
