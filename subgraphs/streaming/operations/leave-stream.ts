import type { InvalidInput, NotFound } from '../../../runtime/operations/input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, streamTopic, VIEWER_LEASE } from '../events.ts';
import { findStream } from './find-stream.ts';
import type { SeatedViewer } from './join-stream.ts';

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'liveStreams'> {
  repository: Pick<StreamingContext['repository'], 'leaveSeat'>;
  leases: Pick<StreamingContext['leases'], 'release'>;
  signals: Pick<StreamingContext['signals'], 'notify'>;
}

/** Counts the viewer no longer, from this session; null when they did not watch. Other devices of theirs stay. */
export async function leaveStream(
  needs: Needs,
  input: unknown,
): Promise<Result<SeatedViewer | null, InvalidInput | NotFound>> {
  const { caller, now, repository, leases, signals } = needs;
  const userId = viewerOf(caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const { id: streamId } = found.value;

  const seat = { streamId, userId, sessionId: caller.sessionId ?? '' };
  const member = memberOf(seat);
  // The row first: a subscription that keeps the lease asks it before it gives the lease up.
  const viewer = await repository.leaveSeat(seat, now());
  await leases.release(VIEWER_LEASE, streamId, member);
  await signals.notify(streamTopic(streamId), { member });
  return done(viewer === null ? null : { ...viewer, leaseExpiresAt: null });
}
