import type { Logger } from 'pino';
import type { KeptLease } from '../../../runtime/live/leases.ts';
import type { Unsubscribe } from '../../../runtime/live/signals.ts';
import { mapStream } from '../../../runtime/streams/operators.ts';
import { type Attendee, type Audience, type Listener, type ListenerStanding, openAudience } from './audience.ts';
import { type AudienceChange, type AudienceChanges, createAudienceChanges } from './audience-changes.ts';

/** Lost bells are made good by looking at every listener's standing this often, all in one question. */
const POLL_MS = 5_000;

/** Where audiences learn what they tell. */
interface Sources {
  watch(streamId: string): AsyncIterableIterator<readonly string[]>;
  keep(listener: Listener): KeptLease;
  personOf(member: string): string;
  /** Calls back when standings may have changed: of one member, or of all (null). */
  onNews(streamId: string, heard: (member: string | null) => void): Unsubscribe;
  /** In the order of the listeners. */
  standings(listeners: readonly Listener[]): Promise<readonly ListenerStanding[]>;
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

/** Who watches which stream, for the subscriptions of one process. */
export interface Audiences {
  /**
   * The current state, then each change, at most two a second. While it is open, the seat of a listener who joined is
   * kept; when it ends the seat lapses within five seconds. Ends with the stream, and with a fault `FORBIDDEN` when the
   * listener may no longer see it.
   */
  follow(listener: Listener): AsyncIterableIterator<AudienceChange>;
  close(): void;
}

/** The audiences of one process: one watch, one comparison and one look at standings a stream, however many listen. */
export function createAudiences(sources: Sources, log: Pick<Logger, 'warn'>): Audiences {
  const audiences = new Map<string, OpenAudience>();
  const unchecked = new Set<Attendee>();
  let checking = false;

  const checkOnce = async (): Promise<void> => {
    const asked = [...unchecked];
    unchecked.clear();
    const standings = await sources.standings(asked.map(({ listener }) => listener));
    for (const [at, attendee] of asked.entries()) {
      const standing = standings[at];
      if (standing !== undefined) audiences.get(attendee.listener.streamId)?.audience.apply(attendee, standing);
    }
  };
  /** One question at a time, so that an older answer never overtakes a newer one. */
  const check = async (attendees: Iterable<Attendee>): Promise<void> => {
    for (const attendee of attendees) unchecked.add(attendee);
    if (checking) return;
    checking = true;
    try {
      while (unchecked.size > 0) await checkOnce();
    } catch (error) {
      log.warn({ err: error }, 'the standing of viewers cannot be read; the next poll tries again');
    } finally {
      checking = false;
    }
  };
  const timer = setInterval(
    () => void check([...audiences.values()].flatMap(({ audience }) => [...audience.attendees])),
    POLL_MS,
  );
  timer.unref();

  const openFor = (streamId: string): OpenAudience => {
    const audience = openAudience({
      personOf: sources.personOf,
      keep: sources.keep,
      onCount: (viewerCount) => sources.onCount(streamId, viewerCount),
      onSeated: (attendees) => void check(attendees),
    });
    const listeners = () => [...audience.attendees].map(({ listener }) => listener.userId);
    const members = sources.watch(streamId);
    void feed(members, audience);
    const unlisten = sources.onNews(streamId, (member) => {
      const concerned = [...audience.attendees].filter(({ listener }) => member === null || listener.member === member);
      void check(concerned);
    });
    return {
      audience,
      changes: createAudienceChanges((people) => sources.blocksAmong(people, [...new Set(listeners())])),
      close() {
        unlisten();
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
