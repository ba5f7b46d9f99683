import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type RedisConnections, replaceStream } from '../redis.ts';
import { createHeartbeat, type Heartbeat } from '../resilience/heartbeat.ts';

const BEAT = z.object({ beat: z.number() });

/** Whether signals arrive: a connection that hangs does not report it. */
export interface SignalHealth {
  /** Whether what this process publishes comes back to it. */
  isConnected(): boolean;
  /** Duration of the latest round trip in milliseconds; null before the first. */
  roundTripMs(): number | null;
  close(): void;
}

/** Callbacks and intervals of the watch. */
export interface SignalHealthOptions {
  /** Called when signals arrive again, after some may have been lost without a closed connection. */
  readonly onReturn: () => void;
  readonly intervalMs?: number;
}

/**
 * Sends heartbeats through pub/sub and over the command connection, and replaces connections that hang: TCP alone detects
 * that after minutes, and for a subscriber silence is normal.
 */
export function watchSignals(
  { commands, pubsub, publisher, subscriber }: Omit<RedisConnections, 'blocking' | 'close'>,
  { onReturn, ...times }: SignalHealthOptions,
): SignalHealth {
  const topic = `heartbeat:${randomUUID()}`;
  let hasBeenAlive = false;
  const signals: Heartbeat = createHeartbeat({
    send: (beat) => void pubsub.publish(topic, { beat }).catch(() => undefined),
    replace() {
      replaceStream(publisher);
      replaceStream(subscriber);
    },
    onChange(isAlive) {
      if (isAlive && hasBeenAlive) onReturn();
      hasBeenAlive ||= isAlive;
    },
    ...times,
  });
  pubsub
    .subscribe(topic, (payload: unknown) => {
      const beat = BEAT.safeParse(payload);
      if (beat.success) signals.received(beat.data.beat);
    })
    .catch(() => undefined);
  const answers: Heartbeat = createHeartbeat({
    send: (beat) =>
      void commands.ping().then(
        () => answers.received(beat),
        () => undefined,
      ),
    replace: () => replaceStream(commands),
    ...times,
  });

  return {
    isConnected: () => subscriber.status === 'ready' && signals.isAlive(),
    roundTripMs: signals.roundTripMs,
    close() {
      signals.close();
      answers.close();
    },
  };
}
