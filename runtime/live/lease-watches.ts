import type { LeaseSnapshot } from './lease-scripts.ts';
import type { Unsubscribe } from './signals.ts';

/** Reads again at this interval without a signal, which covers a lost signal and an emptied Redis. */
const POLL_MS = 4_000;
const RETRY_MS = 500;

type Listener = (members: readonly string[]) => void;

interface Watch {
  readonly listeners: Set<Listener>;
  readonly stop: () => void;
  /** Null until first read. */
  current: readonly string[] | null;
}

/** Watches of lease sets, one a set and process, shared by all its listeners. */
export interface Watches {
  listen(kind: string, key: string, listener: Listener): Unsubscribe;
  close(): void;
}

/** `read` returns a set's state; `onSignal` calls back when it may have changed. */
export function createWatches(
  read: (kind: string, key: string) => Promise<LeaseSnapshot>,
  onSignal: (kind: string, key: string, listener: () => void) => Unsubscribe,
): Watches {
  const watches = new Map<string, Watch>();

  const start = (kind: string, key: string, listeners: Set<Listener>): Watch => {
    let timer: NodeJS.Timeout | undefined;
    let reading = false;
    let again = false;
    let stopped = false;

    const refresh = async (): Promise<void> => {
      if (stopped) return;
      if (reading) {
        again = true;
        return;
      }
      reading = true;
      again = false;
      clearTimeout(timer);
      const wait = await read(kind, key).then(
        ({ members, nextExpiryMs }) => {
          publish(members);
          return Math.min(nextExpiryMs === null ? POLL_MS : nextExpiryMs + 5, POLL_MS);
        },
        () => RETRY_MS,
      );
      reading = false;
      if (stopped) return;
      if (again) return refresh();
      timer = setTimeout(refresh, wait);
      timer.unref();
    };
    const publish = (members: readonly string[]): void => {
      if (stopped || (watch.current !== null && sameMembers(watch.current, members))) return;
      watch.current = members;
      for (const listener of [...listeners]) listener(members);
    };
    const unsubscribe = onSignal(kind, key, () => void refresh());
    const watch: Watch = {
      listeners,
      current: null,
      stop() {
        stopped = true;
        clearTimeout(timer);
        unsubscribe();
      },
    };
    void refresh();
    return watch;
  };

  return {
    listen(kind, key, listener) {
      const name = `${kind}:${key}`;
      const own: Listener = (members) => listener(members);
      const watch = watches.get(name) ?? start(kind, key, new Set());
      watches.set(name, watch);
      watch.listeners.add(own);
      if (watch.current !== null) own(watch.current);
      return () => {
        if (!watch.listeners.delete(own) || watch.listeners.size > 0 || watches.get(name) !== watch) return;
        watches.delete(name);
        watch.stop();
      };
    },
    close() {
      for (const watch of watches.values()) watch.stop();
      watches.clear();
    },
  };
}

function sameMembers(before: readonly string[], after: readonly string[]): boolean {
  if (before.length !== after.length) return false;
  const previous = new Set(before);
  return after.every((member) => previous.has(member));
}
