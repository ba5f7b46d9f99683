import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const READ = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.module).then(({ openSecrets }) => {
    const secrets = openSecrets({ given: {}, dataDir: workerData.dataDir, production: false, missing: () => new Error() });
    parentPort.postMessage('ready');
    Atomics.wait(workerData.gate, 0, 0);
    parentPort.postMessage(secrets.read('CALLER_SIGNING_KEY'));
  });
`;

test('processes that start at once have one secret between them', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    rmSync(join(dataDir, 'secrets'), { recursive: true, force: true });
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { module: new URL('./secrets.ts', import.meta.url).href, dataDir, gate };
    const workers = Array.from({ length: 4 }, () => new Worker(READ, { eval: true, workerData }));
    const ready = workers.map((worker) => once(worker, 'message'));
    await Promise.all(ready);
    const read = workers.map((worker) => once(worker, 'message').then(([value]) => String(value)));

    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);

    const values = await Promise.all(read);
    expect(new Set(values).size).toBe(1);
    expect(values[0]).toContain('PRIVATE KEY');
    expect(readdirSync(join(dataDir, 'secrets'))).toEqual(['CALLER_SIGNING_KEY']);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
});
