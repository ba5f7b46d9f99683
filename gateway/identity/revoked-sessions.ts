import type { Logger } from 'pino';
import { z } from 'zod';
import { serviceCaller } from '../../runtime/executor/caller.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';

/** Poll interval while signals may be lost, so that a session ends within 2 s; otherwise polling only confirms signals. */
const POLL_AWAY_MS = 1_000;
const POLL_MS = 30_000;
const TICK_MS = 500;

const REVOKED = 'query { revokedSessions }';
const RESULT = z.object({ revokedSessions: z.array(z.string()) });
const SIGNAL = z.object({ sessionId: z.string() });

/** Sessions that ended before their tokens did. */
export interface RevokedSessions {
  /** Resolves after the first attempt to read the list, successful or not: a gateway starts listening only then. */
  readonly firstRead: Promise<void>;
  has(sessionId: string): boolean;
  /** Calls back once for each session that ends from now on. */
  onRevoked(listener: (sessionId: string) => void): void;
  close(): void;
}

/** Dependencies of `watchRevokedSessions`. */
export interface RevokedSessionsOptions {
  readonly ask: CallDomain;
  readonly signals: Signals;
  /** Whether signals are currently delivered. */
  readonly isConnected: () => boolean;
  readonly log: Logger;
}

/**
 * Keeps the ids of revoked sessions until their tokens have expired: reads them from the auth domain at start, receives
 * signals for new ones, and polls while signals are not delivered.
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
      const { revokedSessions } = RESULT.parse(await ask('auth', REVOKED, {}, serviceCaller('gateway')));
      add(revokedSessions);
      // Sessions that auth no longer lists have no valid tokens left; those signalled during the read stay.
      const listed = new Set(revokedSessions);
      revoked = new Set([...revoked].filter((sessionId) => listed.has(sessionId) || !before.has(sessionId)));
      readAt = performance.now();
    } catch (error) {
      log.warn({ err: error }, 'revoked sessions cannot be read; trying again');
    } finally {
      reading = false;
    }
  };
  const unsubscribe = signals.on('auth.session-revoked', (payload) => {
    const signal = SIGNAL.safeParse(payload);
    if (signal.success) add([signal.data.sessionId]);
    else void read();
  });
  const timer = setInterval(() => {
    if (performance.now() - readAt >= (isConnected() ? POLL_MS : POLL_AWAY_MS)) void read();
  }, TICK_MS);
  timer.unref();

  return {
    firstRead: read(),
    has: (sessionId) => revoked.has(sessionId),
    onRevoked(callback) {
      listener = callback;
    },
    close() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}
