import { newId } from '../../../runtime/operations/ids.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { onEnd } from '../../../runtime/streams/operators.ts';
import type { ChatContext } from '../context.ts';
import { LEASES } from '../events.ts';

/** A person stays online this long after their last process died; renewed every 10 s. */
const PRESENCE_TTL_MS = 25_000;
/** A page that reloads does not blink. */
const PRESENCE_GRACE_MS = 3_000;

/** Keeps the viewer online for as long as `events` is open: one lease a subscription, so many devices count together. */
export function holdPresence<Item>(
  { caller, leases, presenceNotes, now }: Pick<ChatContext, 'caller' | 'leases' | 'presenceNotes' | 'now'>,
  events: AsyncIterableIterator<Item>,
): AsyncIterableIterator<Item> {
  const viewerId = viewerOf(caller);
  const lease = leases.keep(LEASES.presence, viewerId, newId('con', now()), PRESENCE_TTL_MS);
  const noted = presenceNotes.hold(viewerId);
  return onEnd(events, () => {
    noted();
    void lease.close(PRESENCE_GRACE_MS);
  });
}
