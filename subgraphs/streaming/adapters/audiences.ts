import type { Logger } from 'pino';
import type { KeptLease } from '../../../runtime/live/leases.ts';
import type { Unsubscribe } from '../../../runtime/live/signals.ts';
import { mapStream } from '../../../runtime/streams/operators.ts';
import { type Attendee, type Audience, type Listener, type ListenerAccess, openAudience } from './audience.ts';
import { type AudienceChange, type AudienceChanges, createAudienceChanges } from './audience-changes.ts';

/** Interval of the check of every listener's access, which covers lost signals; one call for all listeners. */
const POLL_INTERVAL_MS = 5_000;

/** Where audiences read leases, access and blocks. */
interface Sources {
  watch(streamId: string): AsyncIterableIterator<readonly string[]>;
  keep(listener: Listener): KeptLease;
  personOf(member: string): string;
  /** Calls `notify` when the access of one member, or of all (null), may have changed. */
  onAccessChange(streamId: string, notify: (member: string | null) => void): Unsubscribe;
  /** In the order of the listeners. */
  checkAccess(listeners: readonly Listener[]): Promise<readonly ListenerAccess[]>;
  blocksAmong(
    people: readonly string[],
    viewerIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  onCount(streamId: string, viewerCount: number): void;
}

interface OpenAudience {
  readonly audience: Audience;
  readonly changes: AudienceChanges;
  close(): void;
}

/** The audiences of all streams, for the subscriptions of one process. */
export interface Audiences {
  /**
   * The current state, then each change, at most two a second. While it is open, the lease of a listener who joined is
   * renewed; after it ends the lease expires within five seconds. Ends with the stream, and with a fault `FORBIDDEN` when
   * the listener may no longer see it.
   */
  follow(listener: Listener): AsyncIterableIterator<AudienceChange>;
  close(): void;
}

/** Per stream there is one watch on the leases and one comparison of states, however many listeners it has. */
export function createAudiences(sources: Sources, log: Pick<Logger, 'warn'>): Audiences {
  const audiences = new Map<string, OpenAudience>();
  const unchecked = new Set<Attendee>();
  let checking = false;

  const checkOnce = async (): Promise<void> => {
    const attendees = [...unchecked];
    unchecked.clear();
    const results = await sources.checkAccess(attendees.map(({ listener }) => listener));
    for (const [at, attendee] of attendees.entries()) {
      const access = results[at];
      if (access !== undefined) audiences.get(attendee.listener.streamId)?.audience.apply(attendee, access);
    }
  };
  /** One check at a time, so that an older result never overwrites a newer one. */
  const check = async (attendees: Iterable<Attendee>): Promise<void> => {
    for (const attendee of attendees) unchecked.add(attendee);
    if (checking) return;
    checking = true;
    try {
      while (unchecked.size > 0) await checkOnce();
    } catch (error) {
      log.warn({ err: error }, 'the access of viewers cannot be checked; the next poll tries again');
    } finally {
      checking = false;
    }
  };
  const timer = setInterval(
    () => void check([...audiences.values()].flatMap(({ audience }) => [...audience.attendees])),
    POLL_INTERVAL_MS,
  );
  timer.unref();

  const openFor = (streamId: string): OpenAudience => {
    const audience = openAudience({
      personOf: sources.personOf,
      keep: sources.keep,
      onCount: (viewerCount) => sources.onCount(streamId, viewerCount),
      onLeaseFound: (attendees) => void check(attendees),
    });
    const listeners = () => [...audience.attendees].map(({ listener }) => listener.userId);
    const members = sources.watch(streamId);
    void feed(members, audience);
    const unsubscribe = sources.onAccessChange(streamId, (member) => {
      const concerned = [...audience.attendees].filter(({ listener }) => member === null || listener.member === member);
      void check(concerned);
    });
    return {
      audience,
      changes: createAudienceChanges((people) => sources.blocksAmong(people, [...new Set(listeners())])),
      close() {
        unsubscribe();
        audience.close();
        void members.return?.();
      },
    };
  };

  const leave = (streamId: string, opened: OpenAudience, attendee: Attendee): void => {
    opened.audience.leave(attendee);
    unchecked.delete(attendee);
    if (opened.audience.attendees.size > 0 || audiences.get(streamId) !== opened) return;
    audiences.delete(streamId);
    opened.close();
  };

  return {
    follow(listener) {
      const opened = audiences.get(listener.streamId) ?? openFor(listener.streamId);
      audiences.set(listener.streamId, opened);
      const attendee = opened.audience.attend(listener);
      const states = attendee.channel.iterate(() => leave(listener.streamId, opened, attendee));
      void check([attendee]);
      return changesOf(states, opened.changes, listener.userId);
    },
    close() {
      clearInterval(timer);
      for (const { audience, close } of audiences.values()) {
        for (const { channel } of audience.attendees) channel.end();
        close();
      }
      audiences.clear();
    },
  };
}

async function feed(members: AsyncIterableIterator<readonly string[]>, audience: Audience): Promise<void> {
  for await (const now of members) audience.update(now);
}

/** Turns states of an audience into changes for one listener. */
function changesOf(
  states: AsyncIterableIterator<ReadonlySet<string>>,
  changes: AudienceChanges,
  viewerId: string,
): AsyncIterableIterator<AudienceChange> {
  let previous: ReadonlySet<string> | null = null;
  return mapStream(states, (state) => {
    const before = previous;
    previous = state;
    return changes.between(before, state, viewerId);
  });
}
