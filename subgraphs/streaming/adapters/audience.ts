import { fault } from '../../../runtime/executor/faults.ts';
import type { KeptLease } from '../../../runtime/live/leases.ts';
import { type Channel, createChannel } from '../../../runtime/streams/channel.ts';
import { coalesce } from './coalesce.ts';

/** Minimum time between two changes, per stream and process. */
const CHANGE_INTERVAL_MS = 500;

/** A viewer whose subscription ends without leaving is counted this much longer, so that reconnecting is not visible. */
const GRACE_MS = 4_500;

type People = ReadonlySet<string>;

/** A listener, its stream of states and its lease. */
export interface Attendee {
  readonly listener: Listener;
  readonly channel: Channel<People>;
  /** The viewer's lease, renewed while this subscription is open; null while there is none to keep. */
  lease: KeptLease | null;
}

interface AudienceOptions {
  personOf(member: string): string;
  keep(listener: Listener): KeptLease;
  onCount(viewerCount: number): void;
  /** Called with attendees whose lease exists but is not kept by this process yet. */
  onLeaseFound(attendees: readonly Attendee[]): void;
}

/** The viewers of one stream as this process's listeners follow them. */
export interface Audience {
  readonly attendees: ReadonlySet<Attendee>;
  /** Replaces the members that hold a lease. */
  update(members: readonly string[]): void;
  /** Adds a listener, who receives the current state first, once it is known. */
  attend(listener: Listener): Attendee;
  /** Removes a listener whose subscription has ended. */
  leave(attendee: Attendee): void;
  /** Ends the subscription, or keeps or releases the lease, as the access of a listener requires. */
  apply(attendee: Attendee, access: ListenerAccess): void;
  close(): void;
}

/** Opens the audience of one stream. */
export function openAudience({ personOf, keep, onCount, onLeaseFound }: AudienceOptions): Audience {
  const attendees = new Set<Attendee>();
  let members: ReadonlySet<string> = new Set();
  let people: People | null = null;

  const changes = coalesce(() => {
    const next = new Set([...members].map(personOf));
    // A second device of the same person is not a change.
    if (people === null || !samePeople(people, next)) {
      people = next;
      onCount(next.size);
      for (const { channel } of attendees) channel.push(next);
    }
    const unkept = [...attendees].filter(({ lease, listener }) => lease === null && members.has(listener.member));
    if (unkept.length > 0) onLeaseFound(unkept);
  }, CHANGE_INTERVAL_MS);

  const release = (attendee: Attendee, graceMs: number): void => {
    void attendee.lease?.close(graceMs);
    attendee.lease = null;
  };
  const remove = (attendee: Attendee, graceMs: number): void => {
    attendees.delete(attendee);
    release(attendee, graceMs);
  };

  return {
    attendees,
    update(now) {
      members = new Set(now);
      changes.request();
    },
    attend(listener) {
      const attendee: Attendee = { listener, channel: createChannel<People>({ keepLast: true }), lease: null };
      attendees.add(attendee);
      if (people !== null) attendee.channel.push(people);
      return attendee;
    },
    leave: (attendee) => remove(attendee, GRACE_MS),
    apply(attendee, { isPermitted, hasEnded, hasJoined }) {
      if (!attendees.has(attendee)) return;
      if (!isPermitted) {
        remove(attendee, 0);
        attendee.channel.fail(fault('FORBIDDEN', 'You can no longer see this stream.'));
      } else if (hasEnded) {
        remove(attendee, 0);
        attendee.channel.push(new Set());
        attendee.channel.end();
      } else if (!hasJoined) {
        release(attendee, 0);
      } else if (members.has(attendee.listener.member)) {
        attendee.lease ??= keep(attendee.listener);
      }
    },
    close: changes.close,
  };
}

const samePeople = (before: People, after: People): boolean =>
  before.size === after.size && [...after].every((id) => before.has(id));

/** One open subscription to a stream's audience. */
export interface Listener {
  readonly streamId: string;
  readonly userId: string;
  readonly sessionId: string;
  /** The member of the leases for this person and session. */
  readonly member: string;
}

/** Current access of one listener to the stream. */
export interface ListenerAccess {
  readonly isPermitted: boolean;
  /** Whether the stream has ended. */
  readonly hasEnded: boolean;
  /** Whether they joined and have not left. */
  readonly hasJoined: boolean;
}
