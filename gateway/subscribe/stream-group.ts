import type { ExecutionResult } from 'graphql';
import { isStream } from '../../runtime/executor/executor.ts';
import type { EventStream } from './open-events.ts';
import type { EventSink } from './pushing.ts';
import { createSharedStream, type SharedStream, type Subscriber } from './shared-stream.ts';

/** Where a follower of a durable stream wishes to begin: now, or after a cursor of theirs. */
export type Begin = { readonly after: string } | 'now';

/** Everybody who follows the same subscription, whenever they came. */
export interface StreamGroup {
  /** Adds a follower, opening an upstream where there is none that serves; or the one result that says why not. */
  join(sink: EventSink, begin: Begin): Promise<Subscriber | ExecutionResult>;
}

interface Current {
  readonly opened: Promise<SharedStream | ExecutionResult>;
  /** Null while it is being opened, and when it was refused. */
  stream: SharedStream | null;
}

/** What a group is made of. */
export interface StreamGroupOptions {
  /** Opens an upstream; null: from now on. Never rejects. */
  open(after: string | null): Promise<EventStream | ExecutionResult>;
  /** Whether each event carries a cursor of its own. */
  readonly isDurable: boolean;
  readonly clock: () => number;
  /** Called when nobody is left. */
  onEmpty(): void;
}

/**
 * How long after a stream's first event late comers still share its beginning. Streams without cursors may begin with a
 * state, or count from one: whoever comes later opens an upstream of their own, until the two are seen to agree.
 */
const BEGINNING_MS = 250;

/** The followers of one subscription. Upstreams that deliver the same are made one. */
export function createStreamGroup({ open, isDurable, clock, onEmpty }: StreamGroupOptions): StreamGroup {
  /** Oldest first. */
  const streams = new Set<SharedStream>();
  const opening = new Set<Promise<SharedStream | ExecutionResult>>();
  /** By the cursor that they are opened after: who comes back from the same place waits for the same. */
  const openingAfter = new Map<string, Promise<SharedStream | ExecutionResult>>();
  /** What a newcomer without a cursor joins. */
  let current: Current | null = null;

  async function start(after: string | null): Promise<SharedStream | ExecutionResult> {
    const source = await open(after);
    if (!isStream(source)) return source;
    const stream = createSharedStream({
      source,
      after,
      clock,
      beginningMs: BEGINNING_MS,
      onEvent: mergeIdentical,
      onBehind,
      onOver,
    });
    streams.add(stream);
    return stream;
  }

  function openStream(after: string | null): Promise<SharedStream | ExecutionResult> {
    const started = start(after);
    opening.add(started);
    void started.then(() => {
      opening.delete(started);
      if (opening.size === 0 && streams.size === 0) onEmpty();
    });
    return started;
  }

  function onOver(stream: SharedStream): void {
    streams.delete(stream);
    if (opening.size === 0 && streams.size === 0) onEmpty();
  }

  /** The oldest takes in whoever stands where it stands. */
  function mergeIdentical(moved: SharedStream): void {
    if (streams.size < 2) return;
    const [oldest] = streams;
    if (oldest === undefined) return;
    for (const stream of moved === oldest ? [...streams] : [moved]) {
      if (stream === oldest || !areIdentical(stream, oldest)) continue;
      stream.moveTo(oldest);
      if (current?.stream === stream && !streams.has(stream))
        current = { stream: oldest, opened: Promise.resolve(oldest) };
    }
  }

  /** By cursor for certain; without, two events in a row that are the same and not alike: no coincidence of a count. */
  function areIdentical(one: SharedStream, other: SharedStream): boolean {
    const [[last, before], [otherLast, otherBefore]] = [one.newest(), other.newest()];
    if (last === null || otherLast === null) return false;
    if (isDurable) return last.cursor !== null && last.cursor === otherLast.cursor;
    return (
      last.text === otherLast.text && before?.text === otherBefore?.text && before !== null && before.text !== last.text
    );
  }

  /** Without a cursor there is nothing to go back to: the newest it is. */
  function onBehind(subscriber: Subscriber): boolean {
    if (!isDurable || subscriber.cursor === null) return false;
    void openStream(subscriber.cursor).then((stream) => {
      if (isSharedStream(stream)) stream.transfer(subscriber);
      else subscriber.sink.end({ error: stream.errors?.[0] });
    });
    return true;
  }

  async function joinNow(sink: EventSink): Promise<Subscriber | ExecutionResult> {
    for (;;) {
      current ??= openCurrent();
      const joined = current;
      const stream = await joined.opened;
      const subscriber = isSharedStream(stream) && streams.has(stream) ? subscribeTo(stream, sink) : null;
      if (subscriber !== null) return subscriber;
      if (current === joined) current = null;
      if (!isSharedStream(stream)) return stream;
    }
  }

  /** All who lost their server come back at once, from the last few cursors: one upstream is to serve them. */
  async function joinAfter(sink: EventSink, cursor: string): Promise<Subscriber | ExecutionResult> {
    for (;;) {
      for (const stream of streams) {
        const subscriber = stream.joinAfter(sink, cursor);
        if (subscriber !== null) return subscriber;
      }
      const stream = await (openingAfter.get(cursor) ?? openAfter(cursor));
      if (!isSharedStream(stream)) return stream;
    }
  }

  function openAfter(cursor: string): Promise<SharedStream | ExecutionResult> {
    const opened = openStream(cursor);
    openingAfter.set(cursor, opened);
    void opened.then(() => openingAfter.delete(cursor));
    return opened;
  }

  function openCurrent(): Current {
    const opened: Current = { stream: null, opened: openStream(null) };
    void opened.opened.then((stream) => {
      if (isSharedStream(stream)) opened.stream = stream;
    });
    return opened;
  }

  const subscribeTo = (stream: SharedStream, sink: EventSink): Subscriber | null =>
    isDurable ? stream.joinNow(sink) : stream.joinAtBeginning(sink);

  return {
    join: (sink, begin) => (begin === 'now' ? joinNow(sink) : joinAfter(sink, begin.after)),
  };
}

const isSharedStream = (opened: SharedStream | ExecutionResult): opened is SharedStream => 'joinNow' in opened;
