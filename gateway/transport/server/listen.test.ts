import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { eventually } from '../../../tests/eventually.ts';
import { listen, portOf } from './listen.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(port = 0) {
  const app = fastify({ forceCloseConnections: 'idle' });
  app.get('/', async () => 'here');
  closers.push(() => app.close());
  const listeners = await listen(app, { host: '127.0.0.1', port });
  closers.push(() => listeners.close());
  return { app, listeners, port: portOf(app.server) };
}

/** Connects so often from a thread of its own, while this one does nothing else. */
async function connectWhileBusy(port: number, count: number): Promise<void> {
  const worker = new Worker(
    `const { connect } = require('node:net'), { workerData } = require('node:worker_threads');
     let left = workerData.count;
     const one = () => { if (--left === 0) Atomics.store(workerData.done, 0, 1), Atomics.notify(workerData.done, 0); };
     for (let n = 0; n < workerData.count; n++) connect(workerData.port, '127.0.0.1', one).on('error', () => {});`,
    { eval: true, workerData: { port, count, done } },
  );
  closers.push(() => worker.terminate());
  await once(worker, 'online');
  Atomics.wait(done, 0, 0, 10_000);
}
const done = new Int32Array(new SharedArrayBuffer(4));

test('takes several connections in a turn of the event loop', async () => {
  const { app, port } = await open();
  const turns: number[] = [];
  let turn = 0;
  app.server.on('connection', () => turns.push(turn));
  await connectWhileBusy(port, 100);
  while (turns.length < 100) {
    await new Promise(setImmediate);
    turn += 1;
  }

  const most = Math.max(...turns.map((one) => turns.filter((other) => other === one).length));

  expect(most).toBeGreaterThan(process.platform === 'linux' ? 2 : 0);
});

test('answers on all of them, and closes when all have ended', async () => {
  const { listeners, app, port } = await open();
  const bodies = await Promise.all(
    Array.from({ length: 40 }, async () => (await fetch(`http://127.0.0.1:${port}/`)).text()),
  );
  expect(new Set(bodies)).toEqual(new Set(['here']));

  await Promise.all([app.close(), listeners.close()]);

  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('a connection that came in by any of them is drained', async () => {
  const app = fastify({ forceCloseConnections: 'idle' });
  const letGo = Promise.withResolvers<void>();
  let running = 0;
  app.get('/', async () => {
    running += 1;
    await letGo.promise;
    return 'done';
  });
  const listeners = await listen(app, { host: '127.0.0.1', port: 0 });
  const bodies = Array.from({ length: 40 }, async () =>
    (await fetch(`http://127.0.0.1:${portOf(app.server)}/`, { headers: { connection: 'close' } })).text(),
  );
  await eventually(() => running === 40, 'all requests to run');

  const closed = Promise.all([app.close(), listeners.close()]);
  letGo.resolve();

  expect(new Set(await Promise.all(bodies))).toEqual(new Set(['done']));
  await closed;
});

test('a port that another one listens on, who shares it as well, is taken', async () => {
  const { port } = await open();

  await expect(open(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
