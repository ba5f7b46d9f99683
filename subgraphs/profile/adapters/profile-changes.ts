import { fault } from '../../../runtime/executor/faults.ts';
import type { Unsubscribe } from '../../../runtime/live/signals.ts';
import { createChannel } from '../../../runtime/streams/channel.ts';
import { flatMapStream } from '../../../runtime/streams/operators.ts';
import type { ProfileChange, VisibleProfiles } from '../context.ts';

interface Needs {
  /** Calls `onSignal` whenever this user's profile may have changed. */
  listen(userId: string, onSignal: () => void): Unsubscribe;
  /** Reads the profile uncached at each call. */
  readonly see: VisibleProfiles['ofUser'];
}

/**
 * Changes of one user's profile from now on, each checked under the subscriber's permission. Signals that arrive faster than
 * they are read are merged. A signal without a change (a lost connection, an ended friendship) only checks the permission.
 *
 * @throws a fault `NOT_FOUND` when the profile is not visible; the stream ends with `FORBIDDEN` when that happens later.
 */
export async function watchProfile(
  { listen, see }: Needs,
  userId: string,
): Promise<AsyncIterableIterator<ProfileChange>> {
  const notifications = createChannel<true>({ keepLast: true });
  // Subscribes before the first read, so that no change is missed in between.
  const unsubscribe = listen(userId, () => notifications.push(true));
  const source = notifications.iterate(unsubscribe);
  try {
    const first = await see(userId);
    if (first === null) throw fault('NOT_FOUND', 'There is no such profile.');
    return changes(source, () => see(userId), versionOf(first));
  } catch (error) {
    await source.return?.();
    throw error;
  }
}

type VisibleProfile = Awaited<ReturnType<VisibleProfiles['ofUser']>>;

/** Includes the id, since a profile that was deleted and created again restarts its revisions. */
const versionOf = (profile: NonNullable<VisibleProfile>) => `${profile.id} ${profile.revision}`;

function changes(
  signals: AsyncIterableIterator<true>,
  readProfile: () => Promise<VisibleProfile>,
  first: string,
): AsyncIterableIterator<ProfileChange> {
  let version = first;
  return flatMapStream(signals, async () => {
    const profile = await readProfile();
    if (profile === null) throw fault('FORBIDDEN', 'You can no longer see this profile.');
    if (versionOf(profile) === version) return [];
    version = versionOf(profile);
    return [{ userId: profile.userId }];
  });
}
