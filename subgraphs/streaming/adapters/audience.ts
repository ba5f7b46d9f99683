import { fault } from '../../../runtime/executor/faults.ts';
import type { KeptLease } from '../../../runtime/live/leases.ts';
import { type Channel, createChannel } from '../../../runtime/streams/channel.ts';
import { coalesce } from './coalesce.ts';

/** At most two changes a second, per stream and process. */
const CHANGE_INTERVAL_MS = 500;

/** A seat whose subscription ended without a word is counted this long, so that a reconnection does not show. */
const GRACE_MS = 4_500;

type People = ReadonlySet<string>;

/** A listener with what the audience keeps for it. */
export interface Attendee {
  readonly listener: Listener;
  readonly channel: Channel<People>;
  /** Renews the seat while this subscription is open; null while there is none. */
  kept: KeptLease | null;
}

/** What an audience needs to know and to tell. */
interface AudienceOptions {
  personOf(member: string): string;
  keep(listener: Listener): KeptLease;
  onCount(viewerCount: number): void;
  /** Called with those whose seat is there but not yet kept. */
  onSeated(attendees: readonly Attendee[]): void;
}

/** The viewers of one stream as this process's listeners follow them. */
export interface Audience {
  readonly attendees: ReadonlySet<Attendee>;
  /** Takes in who holds a lease now. */
  update(members: readonly string[]): void;
  /** Adds a listener, who gets the current state first, once it is known. */
  attend(listener: Listener): Attendee;
  /** Takes a listener out, whose stream has ended at its side. */
  leave(attendee: Attendee): void;
  /** Acts on what a listener may do now. */
  apply(attendee: Attendee, standing: ListenerStanding): void;
  close(): void;
}

/** Opens the audience of one stream. */
export function openAudience({ personOf, keep, onCount, onSeated }: AudienceOptions): Audience {
  const attendees = new Set<Attendee>();
  let members: ReadonlySet<string> = new Set();
  let people: People | null = null;

  const changes = coalesce(() => {
    const next = new Set([...members].map(personOf));
    // A second device of the same person is no news.
    if (people === null || !samePeople(people, next)) {
      people = next;
      onCount(next.size);
      for (const { channel } of attendees) channel.push(next);
    }
    const seated = [...attendees].filter(({ kept, listener }) => kept === null && members.has(listener.member));
    if (seated.length > 0) onSeated(seated);
  }, CHANGE_INTERVAL_MS);

  const release = (attendee: Attendee, graceMs: number): void => {
    void attendee.kept?.close(graceMs);
    attendee.kept = null;
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
      const attendee: Attendee = { listener, channel: createChannel<People>({ keepLast: true }), kept: null };
      attendees.add(attendee);
      if (people !== null) attendee.channel.push(people);
      return attendee;
    },
    leave: (attendee) => remove(attendee, GRACE_MS),
    apply(attendee, { permitted, ended, seated }) {
      if (!attendees.has(attendee)) return;
      if (!permitted) {
        remove(attendee, 0);
        attendee.channel.fail(fault('FORBIDDEN', 'This stream is no longer yours to watch.'));
      } else if (ended) {
        remove(attendee, 0);
        attendee.channel.push(new Set());
        attendee.channel.end();
      } else if (!seated) {
        release(attendee, 0);
      } else if (members.has(attendee.listener.member)) {
        attendee.kept ??= keep(attendee.listener);
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
  /** The lease that stands for this person and session. */
  readonly member: string;
}

/** What one listener may do now. */
export interface ListenerStanding {
  readonly permitted: boolean;
  /** The stream is over. */
  readonly ended: boolean;
  /** They joined, and have not left of their own will. */
  readonly seated: boolean;
}
