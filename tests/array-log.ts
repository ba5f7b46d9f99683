import { setImmediate } from 'node:timers/promises';
import type { DurableLog, LogRow } from '../runtime/live/durable-log.ts';
import type { SignalListener, Signals } from '../runtime/live/signals.ts';

const timelineName = (timeline: number): string => timeline.toString(16).toUpperCase().padStart(8, '0');

type Call = 'heads' | 'read' | 'oldest' | 'permitted' | 'relevant';

/** A durable log in memory, which a test can change and break. */
export interface ArrayLog {
  readonly log: DurableLog<string>;
  /** How often each read was called since the last `resetCalls`. */
  readonly calls: Record<Call, number>;
  /** The keys of each call of `heads`. */
  readonly headsRequested: (readonly string[])[];
  /** Called before each read takes its snapshot. It may throw, like a database that is not available, or wait. */
  before: (call: Call) => Promise<void> | void;
  append(key: string, ...entries: string[]): void;
  /** Replaces the entry of a row, as an edit does. */
  change(key: string, sequence: number, entry: string): void;
  /** Deletes rows up to a sequence. */
  prune(key: string, upTo: number): void;
  /** Deletes the newest rows, as a restored backup does. */
  truncate(key: string, to: number): void;
  /** The database is on another timeline from now on. */
  failOver(): void;
  deny(viewerId: string): void;
  resetCalls(): void;
}

/**
 * Creates an empty log; `pause` returns how many turns of the event loop a read takes after its snapshot. With `concerns` it
 * is a filtered log.
 */
export function createArrayLog(
  pause: () => number = () => 0,
  concerns?: (entry: string, viewerId: string) => boolean,
): ArrayLog {
  const rows = new Map<string, Omit<LogRow<string>, 'timeline'>[]>();
  const heads = new Map<string, number>();
  let timeline = 1;
  const denied = new Set<string>();
  const of = (key: string) => rows.get(key) ?? [];
  const respond = async <Answer>(call: Call, snapshot: () => Answer): Promise<Answer> => {
    arrayLog.calls[call] += 1;
    await arrayLog.before(call);
    const taken = snapshot();
    for (let turns = pause(); turns > 0; turns -= 1) await setImmediate();
    return taken;
  };
  const arrayLog: ArrayLog = {
    calls: { heads: 0, read: 0, oldest: 0, permitted: 0, relevant: 0 },
    headsRequested: [],
    before: () => undefined,
    log: {
      name: 'test.rows',
      heads(keys) {
        arrayLog.headsRequested.push(keys);
        return respond('heads', () => ({
          timeline: timelineName(timeline),
          sequences: new Map(keys.flatMap((key) => (heads.has(key) ? [[key, heads.get(key) ?? 0]] : []))),
        }));
      },
      read: (key, after, limit) =>
        respond('read', () => {
          const all = of(key);
          const first = all.findIndex(({ sequence }) => sequence > after);
          const found = first === -1 ? [] : all.slice(first, first + limit);
          return found.map((row) => ({ ...row, timeline: timelineName(timeline) }));
        }),
      oldest: (key) => respond('oldest', () => of(key)[0]?.sequence ?? (heads.get(key) ?? 0) + 1),
      permitted: (_, viewerIds) => respond('permitted', () => new Set(viewerIds.filter((id) => !denied.has(id)))),
      ...(concerns !== undefined && {
        relevant: (read, viewerIds) =>
          respond('relevant', () => read.map(({ entry }) => new Set(viewerIds.filter((id) => concerns(entry, id))))),
      }),
    },
    append(key, ...entries) {
      for (const entry of entries) {
        const sequence = (heads.get(key) ?? 0) + 1;
        heads.set(key, sequence);
        rows.set(key, of(key));
        of(key).push({ sequence, entry });
      }
    },
    change: (key, changed, entry) =>
      void rows.set(
        key,
        of(key).map((row) => (row.sequence === changed ? { sequence: changed, entry } : row)),
      ),
    prune: (key, upTo) =>
      void rows.set(
        key,
        of(key).filter(({ sequence }) => sequence > upTo),
      ),
    truncate(key, to) {
      heads.set(key, to);
      rows.set(
        key,
        of(key).filter(({ sequence }) => sequence <= to),
      );
    },
    failOver() {
      timeline += 1;
    },
    deny: (viewerId) => void denied.add(viewerId),
    resetCalls() {
      arrayLog.headsRequested.length = 0;
      Object.assign(arrayLog.calls, { heads: 0, read: 0, oldest: 0, permitted: 0, relevant: 0 });
    },
  };
  return arrayLog;
}

/** Signals within the process. `copies` decides how often each arrives: 0 is lost, 2 is a duplicate. */
export function createLocalSignals(copies: () => number = () => 1): Signals & { listeners(): number } {
  const topics = new Map<string, Set<SignalListener>>();
  return {
    async notify(topic, payload = {}) {
      for (let left = copies(); left > 0; left -= 1)
        for (const listener of [...(topics.get(topic) ?? [])]) listener(payload);
    },
    on(topic, listener) {
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners);
      const own: SignalListener = (payload) => listener(payload);
      listeners.add(own);
      queueMicrotask(() => listeners.has(own) && own(null));
      return () => void listeners.delete(own);
    },
    listeners: () => [...topics.values()].reduce((sum, { size }) => sum + size, 0),
  };
}
