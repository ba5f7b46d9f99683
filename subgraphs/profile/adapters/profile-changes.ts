import { fault } from '../../../runtime/executor/faults.ts';
import type { Unsubscribe } from '../../../runtime/live/signals.ts';
import { createChannel } from '../../../runtime/streams/channel.ts';
import { flatMapStream } from '../../../runtime/streams/operators.ts';
import type { ProfileChange, VisibleProfiles } from '../context.ts';

interface Needs {
  /** Calls `ring` whenever there may be news of this person's profile. */
  listen(userId: string, ring: () => void): Unsubscribe;
  /** Reads afresh at each call: nothing that an earlier ring saw is good for a later one. */
  readonly see: VisibleProfiles['ofUser'];
}

/**
 * The changes of one person's profile from now on, each checked under the listener's own permission; rings that come
 * faster than they are read become one change. A ring without a change of the profile (a lost connection, a friendship
 * that ended) only checks the permission.
 *
 * @throws a fault `NOT_FOUND` when there is nothing to see; the stream ends with `FORBIDDEN` when that becomes so.
 */
export async function watchProfile(
  { listen, see }: Needs,
  userId: string,
): Promise<AsyncIterableIterator<ProfileChange>> {
  const rings = createChannel<true>({ keepLast: true });
  // Listening begins before the first look, so that no change falls between the two.
  const unlisten = listen(userId, () => rings.push(true));
  const source = rings.iterate(unlisten);
  try {
    const first = await see(userId);
    if (first === null) throw fault('NOT_FOUND', 'No such profile.');
    return changes(source, () => see(userId), versionOf(first));
  } catch (error) {
    await source.return?.();
    throw error;
  }
}

type Seen = Awaited<ReturnType<VisibleProfiles['ofUser']>>;

/** A profile that was deleted and made anew counts its changes from the start again. */
const versionOf = (profile: NonNullable<Seen>) => `${profile.id} ${profile.revision}`;

function changes(
  signals: AsyncIterableIterator<true>,
  readProfile: () => Promise<Seen>,
  first: string,
): AsyncIterableIterator<ProfileChange> {
  let version = first;
  return flatMapStream(signals, async () => {
    const profile = await readProfile();
    if (profile === null) throw fault('FORBIDDEN', 'This profile can no longer be seen.');
    if (versionOf(profile) === version) return [];
    version = versionOf(profile);
    return [{ userId: profile.userId }];
  });
}
