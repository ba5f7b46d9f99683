import type { InvalidInput, NotFound } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, sessionOf, VIEWER_LEASE } from '../events.ts';
import type { StreamViewer } from '../repository/viewers.ts';
import { findStream } from './find-stream.ts';
import { requireOnAir, type StreamNotOnAir } from './on-air.ts';

/** Lifetime of a viewer's lease after joining or a heartbeat, unless a subscription renews it. */
export const LEASE_TTL_SECONDS = 15;

export interface LeasedViewer extends StreamViewer {
  /** Until when they are counted without a heartbeat; null after leaving. */
  readonly leaseExpiresAt: Date | null;
}

const bannedRefusal = refuse<RefusalOf<'NotPermitted'>>({
  __typename: 'NotPermitted',
  message: 'You are banned from this stream.',
  path: ['input', 'streamId'],
});

/** When a lease taken or renewed `at` an instant expires. */
export const leaseFrom = (at: Date): Date => new Date(at.getTime() + LEASE_TTL_SECONDS * 1_000);

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'liveStreams' | 'bannedFrom'> {
  repository: Pick<StreamingContext['repository'], 'addViewer'>;
  leases: Pick<StreamingContext['leases'], 'hold' | 'members'>;
  peaks: Pick<StreamingContext['peaks'], 'record'>;
}

/** Adds the viewer, who is not banned, to the audience, with a lease for this session. Joining again renews the lease. */
export async function joinStream(
  needs: Needs,
  input: unknown,
): Promise<Result<LeasedViewer, InvalidInput | NotFound | RefusalOf<'NotPermitted'> | StreamNotOnAir>> {
  const { caller, now, repository, leases, peaks } = needs;
  const userId = viewerOf(caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const onAir = requireOnAir(found.value);
  if (!onAir.ok) return onAir;
  const { id: streamId } = found.value;
  if ((await needs.bannedFrom.load(streamId)) === true) return bannedRefusal;

  const at = now();
  const session = { streamId, userId, sessionId: caller.sessionId ?? '' };
  const member = memberOf(session);
  const [present = []] = await leases.members(VIEWER_LEASE, [streamId]);
  // The row first: subscriptions do not renew a lease without a row.
  const viewer = await repository.addViewer(session, at, !present.includes(member));
  await leases.hold(VIEWER_LEASE, streamId, member, LEASE_TTL_SECONDS * 1_000);
  peaks.record(streamId, new Set([...present, member].map((key) => sessionOf(key).userId)).size);
  return done({ ...viewer, leaseExpiresAt: leaseFrom(at) });
}
