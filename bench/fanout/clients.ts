import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createFrameCounter, textFrame } from './frames.ts';
import type { FromClients, ToClients } from './messages.ts';
import { monotonicMs, SUBSCRIPTION } from './topic.ts';
import { upgrade } from './upgrade.ts';

/** Sockets opened concurrently: the listen backlog of the system is short. */
const OPEN_BATCH_SIZE = 100;
/** Frames before the first event: the acknowledgement. */
const GREETINGS = 1;

interface Client {
  readonly socket: Socket;
  frames: number;
}

const clients: Client[] = [];
/** Arrival times in milliseconds, one list per event, in the order of arrival. */
let arrivals: number[][] = [];

process.once('disconnect', () => process.exit());
const send = (message: FromClients): void => void process.send?.(message);

process.on('message', (message: ToClients) => {
  if (message.kind === 'open') void open(message).then(() => send({ kind: 'opened' }));
  else if (message.kind === 'begin') begin();
  else if (message.kind === 'report') report(message.published);
  else void closeAll();
});

function begin(): void {
  arrivals = [];
  for (const client of clients) client.frames = GREETINGS;
  send({ kind: 'begun' });
}

function onEvent(nth: number): void {
  arrivals[nth - 1] ??= [];
  const times = arrivals[nth - 1] ?? [];
  times.push(monotonicMs());
  if (times.length === clients.length) send({ kind: 'delivered', events: nth });
}

function report(published: readonly number[]): void {
  const times = arrivals.flatMap((event, index) => event.map((at) => at - (published[index] ?? at))).sort(ascending);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  send({ kind: 'reported', p50: at(0.5), p99: at(0.99), deliveries: times.length });
}

const ascending = (one: number, other: number): number => one - other;

async function closeAll(): Promise<void> {
  const ended = clients.map(({ socket }) => once(socket, 'close'));
  for (const { socket } of clients.splice(0)) socket.destroy();
  await Promise.all(ended);
  send({ kind: 'closed' });
}

async function open({ port, sockets: count, subscribe }: Extract<ToClients, { kind: 'open' }>): Promise<void> {
  for (let opened = 0; opened < count; opened += OPEN_BATCH_SIZE) {
    const batch = Array.from({ length: Math.min(OPEN_BATCH_SIZE, count - opened) }, (_, index) =>
      openOne(port, subscribe ? `operation-${String(opened + index).padStart(6, '0')}` : null),
    );
    await Promise.all(batch);
  }
}

/** Opens a socket; with an id, initializes the connection and subscribes under it. Resolves when acknowledged. */
async function openOne(port: number, id: string | null): Promise<void> {
  const greeted = Promise.withResolvers<void>();
  const socket = await upgrade(port);
  const client: Client = { socket, frames: id === null ? GREETINGS : 0 };
  clients.push(client);
  const count = createFrameCounter(
    () => {
      client.frames += 1;
      if (client.frames > GREETINGS) return onEvent(client.frames - GREETINGS);
      socket.write(textFrame(JSON.stringify({ id, type: 'subscribe', payload: { query: SUBSCRIPTION } })));
      greeted.resolve();
    },
    (pong) => socket.write(pong),
  );
  socket.on('data', count).resume();
  if (id === null) return;
  socket.write(textFrame(JSON.stringify({ type: 'connection_init' })));
  await greeted.promise;
}
