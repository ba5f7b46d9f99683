import { setTimeout } from 'node:timers/promises';
import { createFrameReader, OPCODE, PONG, textFrame } from '../fanout/frames.ts';
import { LOG_SUBSCRIPTION, monotonicMs } from '../fanout/topic.ts';
import { upgrade } from '../fanout/upgrade.ts';

/** One client that follows a topic, and comes back to it after its last event. */
export interface Follower {
  readonly id: string;
  /** Null: the topic that all follow. */
  readonly product: string | null;
  /** Number of the last event that it got, or follows after. */
  last: number;
  lost: number;
  twice: number;
  closedAt: number | null;
  /** Milliseconds from its close to its next event; null when it was never closed. */
  away: number | null;
  attempts: number;
}

/** What happens to followers. */
export interface FollowerEvents {
  onEvent(follower: Follower): void;
  /** Where to go after a close. */
  returnTo(): number;
}

const SERVICE_RESTART = 1012;
/** A client's close frame without a code; the mask is zero. */
const CLOSE = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);
const RETRY_MS = 100;
const CURSOR = Buffer.from('"cursor":"');

/** Connects, greets and subscribes after the last event. Resolves once the server has greeted. */
export async function follow(follower: Follower, port: number, events: FollowerEvents): Promise<void> {
  const greeted = Promise.withResolvers<void>();
  let isGreeted = false;
  const socket = await upgrade(port);
  const read = createFrameReader((opcode, payload) => {
    if (opcode === OPCODE.ping) socket.write(PONG);
    else if (opcode === OPCODE.close) {
      socket.end(CLOSE);
      const code = payload.readUInt16BE(0);
      if (isGreeted && code !== SERVICE_RESTART) throw new Error(`A socket was closed with ${code}.`);
    } else if (isGreeted) onEvent(payload, follower, events);
    else {
      isGreeted = true;
      socket.write(textFrame(subscribeOf(follower)));
      greeted.resolve();
    }
  });
  socket.once('close', () => {
    if (!isGreeted) return greeted.reject(new Error('Closed before the greeting.'));
    follower.closedAt ??= monotonicMs();
    void comeBack(follower, events);
  });
  socket.on('data', read).resume();
  socket.write(textFrame(JSON.stringify({ type: 'connection_init' })));
  await greeted.promise;
}

function subscribeOf({ id, product, last }: Follower): string {
  const variables = { ...(product === null ? {} : { product }), after: String(last) };
  return JSON.stringify({ id, type: 'subscribe', payload: { query: LOG_SUBSCRIPTION, variables } });
}

function onEvent(payload: Buffer, follower: Follower, { onEvent: notify }: FollowerEvents): void {
  const start = payload.indexOf(CURSOR);
  if (start < 0) throw new Error(`No event: ${payload}`);
  const cursor = Number.parseInt(payload.toString('latin1', start + CURSOR.length, start + CURSOR.length + 10), 10);
  follower.lost += Math.max(0, cursor - follower.last - 1);
  if (cursor <= follower.last) follower.twice += 1;
  follower.last = cursor;
  if (follower.closedAt !== null) follower.away ??= monotonicMs() - follower.closedAt;
  notify(follower);
}

/** At once: how many come at a time is what the server's waves make it. */
async function comeBack(follower: Follower, events: FollowerEvents): Promise<void> {
  for (;;) {
    follower.attempts += 1;
    try {
      return await follow(follower, events.returnTo(), events);
    } catch {
      await setTimeout(RETRY_MS);
    }
  }
}
