import type { Logger } from 'pino';
import { z } from 'zod';
import { serviceCaller } from '../../runtime/executor/caller.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';

/** While bells may be lost the list is read this often, so that a session ends within 2 s; else it only refreshes what a bell has told already. */
const POLL_AWAY_MS = 1_000;
const POLL_MS = 30_000;
const TICK_MS = 500;

const REVOKED = 'query { revokedSessions }';
const ANSWER = z.object({ revokedSessions: z.array(z.string()) });
const RING = z.object({ sessionId: z.string() });

/** Sessions that ended before their tokens did. */
export interface RevokedSessions {
  /** Resolves when the list has been asked for once, in vain or not: a gateway listens only then. */
  readonly asked: Promise<void>;
  has(sessionId: string): boolean;
  /** Calls back once for each session that ends from now on. */
  onRevoked(listener: (sessionId: string) => void): void;
  close(): void;
}

/** What the list is kept with. */
export interface RevokedSessionsOptions {
  readonly ask: CallDomain;
  readonly signals: Signals;
  /** Whether bells come through right now. */
  readonly isConnected: () => boolean;
  readonly log: Logger;
}

/**
 * Keeps the ids of revoked sessions for as long as their tokens live: asked of auth at start, told by bell within
 * moments, and polled while signals do not come.
 */
export function watchRevokedSessions({ ask, signals, isConnected, log }: RevokedSessionsOptions): RevokedSessions {
  let revoked: ReadonlySet<string> = new Set();
  let listener: (sessionId: string) => void = () => undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading = false;

  const add = (sessionIds: readonly string[]): void => {
    const fresh = sessionIds.filter((sessionId) => !revoked.has(sessionId));
    revoked = new Set([...revoked, ...fresh]);
    for (const sessionId of fresh) listener(sessionId);
  };
  const read = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    const before = new Set(revoked);
    try {
      const { revokedSessions } = ANSWER.parse(await ask('auth', REVOKED, {}, serviceCaller('gateway')));
      add(revokedSessions);
      // What auth does not list any more has outlived its tokens; what a bell told meanwhile stays.
      const listed = new Set(revokedSessions);
      revoked = new Set([...revoked].filter((sessionId) => listed.has(sessionId) || !before.has(sessionId)));
      readAt = performance.now();
    } catch (error) {
      log.warn({ err: error }, 'revoked sessions cannot be read; trying again');
    } finally {
      reading = false;
    }
  };
  const unlisten = signals.on('auth.session-revoked', (payload) => {
    const ring = RING.safeParse(payload);
    if (ring.success) add([ring.data.sessionId]);
    else void read();
  });
  const timer = setInterval(() => {
    if (performance.now() - readAt >= (isConnected() ? POLL_MS : POLL_AWAY_MS)) void read();
  }, TICK_MS);
  timer.unref();

  return {
    asked: read(),
    has: (sessionId) => revoked.has(sessionId),
    onRevoked(callback) {
      listener = callback;
    },
    close() {
      clearInterval(timer);
      unlisten();
    },
  };
}
