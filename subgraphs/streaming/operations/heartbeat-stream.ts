import type { InvalidInput, NotFound } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, VIEWER_LEASE } from '../events.ts';
import { findStream } from './find-stream.ts';
import { LEASE_TTL_SECONDS, type LeasedViewer, leaseFrom, streamEndedRefusal } from './join-stream.ts';

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'liveStreams'> {
  repository: Pick<StreamingContext['repository'], 'joinedViewers'>;
  leases: Pick<StreamingContext['leases'], 'hold'>;
}

/** Renews the lease of a viewer who joined from this session, also when it has expired. */
export async function heartbeatStream(
  needs: Needs,
  input: unknown,
): Promise<Result<LeasedViewer, InvalidInput | NotFound | RefusalOf<'StreamEnded' | 'NotJoined'>>> {
  const { caller, now, repository, leases } = needs;
  const userId = viewerOf(caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const { id: streamId, state } = found.value;
  if (state === 'ENDED') return streamEndedRefusal;

  const session = { streamId, userId, sessionId: caller.sessionId ?? '' };
  const [viewer = null] = await repository.joinedViewers([session]);
  if (viewer === null) {
    return refuse({ __typename: 'NotJoined', message: 'Join the stream first.', path: ['input', 'streamId'] });
  }
  const at = now();
  await leases.hold(VIEWER_LEASE, streamId, memberOf(session), LEASE_TTL_SECONDS * 1_000);
  return done({ ...viewer, leaseExpiresAt: leaseFrom(at) });
}
