import type { InvalidInput, NotFound } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, streamTopic, VIEWER_LEASE } from '../events.ts';
import { findStream } from './find-stream.ts';
import type { LeasedViewer } from './join-stream.ts';

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'liveStreams'> {
  repository: Pick<StreamingContext['repository'], 'removeViewer'>;
  leases: Pick<StreamingContext['leases'], 'release'>;
  signals: Pick<StreamingContext['signals'], 'notify'>;
}

/** Removes this session of the viewer from the audience; null when it had not joined. Their other sessions stay. */
export async function leaveStream(
  needs: Needs,
  input: unknown,
): Promise<Result<LeasedViewer | null, InvalidInput | NotFound>> {
  const { caller, now, repository, leases, signals } = needs;
  const userId = viewerOf(caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const { id: streamId } = found.value;

  const session = { streamId, userId, sessionId: caller.sessionId ?? '' };
  const member = memberOf(session);
  // The row first: a subscription that renews the lease reads the row before it releases the lease.
  const viewer = await repository.removeViewer(session, now());
  await leases.release(VIEWER_LEASE, streamId, member);
  await signals.notify(streamTopic(streamId), { member });
  return done(viewer === null ? null : { ...viewer, leaseExpiresAt: null });
}
