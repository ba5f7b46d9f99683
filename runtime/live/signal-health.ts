import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type RedisConnections, replaceStream } from '../redis.ts';
import { createHeartbeat, type Heartbeat } from '../resilience/heartbeat.ts';

const BEAT = z.object({ beat: z.number() });

/** Whether signals come through, which a connection that hangs does not say by itself. */
export interface SignalHealth {
  /** Whether what this process publishes comes back to it. */
  isConnected(): boolean;
  /** How long that took last, in milliseconds; null before the first time. */
  roundTripMs(): number | null;
  close(): void;
}

/** How it is watched. */
export interface SignalHealthOptions {
  /** Called when signals come again, after some may have been lost without a connection having closed. */
  readonly onReturn: () => void;
  readonly intervalMs?: number;
}

/**
 * Sends beats through pub/sub and over the connection for commands, and replaces connections that hang without closing:
 * TCP alone finds that after minutes, and a subscriber waits in silence as a matter of course.
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
