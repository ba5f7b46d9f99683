import type { ExecutionResult } from 'graphql';
import { isStream } from '../../runtime/executor/executor.ts';
import type { EventStream } from './open-events.ts';
import type { EventSink } from './pushing.ts';
import { createSharedStream, type SharedStream, type Subscriber } from './shared-stream.ts';

/** Where a subscriber begins: now, or after a cursor of a durable stream. */
export type Begin = { readonly after: string } | 'now';

/** All subscribers of one subscription, on however many upstreams. */
export interface StreamGroup {
  /** Adds a subscriber, and opens an upstream when none fits. Gives the error result when the upstream is refused. */
  join(sink: EventSink, begin: Begin): Promise<Subscriber | ExecutionResult>;
}

interface Current {
  readonly opened: Promise<SharedStream | ExecutionResult>;
  /** Null while the stream is being opened, and when it was refused. */
  stream: SharedStream | null;
}

/** Options of `createStreamGroup`. */
export interface StreamGroupOptions {
  /** Opens an upstream after a cursor; null: from now on. Never rejects. */
  open(after: string | null): Promise<EventStream | ExecutionResult>;
  /** Whether each event carries a cursor. */
  readonly isDurable: boolean;
  readonly clock: () => number;
  /** Called when the last upstream has closed. */
  onEmpty(): void;
}

/**
 * How long after the first event of a stream new subscribers still share its beginning. A stream without cursors may begin
 * with a snapshot or a counter, so later subscribers get an upstream of their own until both deliver the same events.
 */
const BEGINNING_MS = 250;

/** Groups the subscribers of one subscription, and merges upstreams that deliver the same events. */
export function createStreamGroup({ open, isDurable, clock, onEmpty }: StreamGroupOptions): StreamGroup {
  /** Open streams, oldest first. */
  const streams = new Set<SharedStream>();
  const opening = new Set<Promise<SharedStream | ExecutionResult>>();
  /** By cursor: subscribers that resume after the same cursor wait for the same upstream. */
  const openingAfter = new Map<string, Promise<SharedStream | ExecutionResult>>();
  /** The stream that new subscribers without a cursor join. */
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

  /** Moves the subscribers of streams that are at the same event as the oldest to the oldest. */
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

  /** Compares cursors; without cursors, two equal events in a row that differ from each other, so that a counter cannot match by chance. */
  function areIdentical(one: SharedStream, other: SharedStream): boolean {
    const [[last, before], [otherLast, otherBefore]] = [one.newest(), other.newest()];
    if (last === null || otherLast === null) return false;
    if (isDurable) return last.cursor !== null && last.cursor === otherLast.cursor;
    return (
      last.text === otherLast.text && before?.text === otherBefore?.text && before !== null && before.text !== last.text
    );
  }

  /** Without a cursor there is no position to return to, so the subscriber continues with the newest event. */
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

  /** After a restart all clients come back at once with the last few cursors: one upstream serves them. */
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
