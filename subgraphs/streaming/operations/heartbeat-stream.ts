import type { InvalidInput, NotFound } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, VIEWER_LEASE } from '../events.ts';
import { findStream } from './find-stream.ts';
import { LEASE_TTL_SECONDS, type LeasedViewer, leaseFrom } from './join-stream.ts';
import { requireOnAir, type StreamNotOnAir } from './on-air.ts';

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'liveStreams' | 'bannedFrom'> {
  repository: Pick<StreamingContext['repository'], 'joinedViewers'>;
  leases: Pick<StreamingContext['leases'], 'hold'>;
}

/** Renews the lease of a viewer who joined from this session, also when it has expired. */
export async function heartbeatStream(
  needs: Needs,
  input: unknown,
): Promise<Result<LeasedViewer, InvalidInput | NotFound | RefusalOf<'NotJoined'> | StreamNotOnAir>> {
  const { caller, now, repository, leases } = needs;
  const userId = viewerOf(caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const onAir = requireOnAir(found.value);
  if (!onAir.ok) return onAir;
  const { id: streamId } = found.value;

  const session = { streamId, userId, sessionId: caller.sessionId ?? '' };
  const [[viewer = null], isBanned] = await Promise.all([
    repository.joinedViewers([session]),
    needs.bannedFrom.load(streamId),
  ]);
  if (viewer === null || isBanned === true) {
    return refuse({ __typename: 'NotJoined', message: 'Join the stream first.', path: ['input', 'streamId'] });
  }
  const at = now();
  await leases.hold(VIEWER_LEASE, streamId, memberOf(session), LEASE_TTL_SECONDS * 1_000);
  return done({ ...viewer, leaseExpiresAt: leaseFrom(at) });
}
