import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { runLoad } from '../gateway/run-load.ts';
import { percentile } from '../percentiles.ts';
import type { MediaStack } from './media-stack.ts';
import { findNginx, startNginx } from './nginx.ts';
import { completeUpload, createUpload, putBytes } from './upload.ts';

const BYTE_SIZE = 1_000_000;
const CONNECTIONS = 16;
const ROUNDS = 3;
const SECONDS = 3;
/** Downloads a second through the gateway, of those of nginx. */
const GOAL = 0.6;
const READY_MS = 30_000;
const POLL_MS = 200;
const FILE = z.object({ mediaFile: z.object({ state: z.string(), url: z.string().nullable() }) });

/** Downloads a file by its signed address, and from nginx, by turns. Resolves to whether the ratio met the goal. */
export async function benchDownloads(stack: MediaStack, print: (line: string) => void): Promise<boolean> {
  const bytes = documentOf(BYTE_SIZE);
  const url = new URL(await addressOfReady(stack, bytes));
  const ours = { port: stack.port, path: `${url.pathname}${url.search}` };
  const program = findNginx();
  if (program === null) {
    print(`downloads of 1 MB: ${(await rateOf(ours)).toFixed(0)} a second through the gateway`);
    print('  NOT COMPARED: nginx is not installed (Debian: apt-get install nginx)');
    return true;
  }
  writeFileSync(join(stack.folder, 'document.pdf'), bytes);
  const nginx = await startNginx(program, stack.folder);
  try {
    const rates: { ours: number; nginx: number }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const both = { ours: await rateOf(ours), nginx: await rateOf({ port: nginx.port, path: '/document.pdf' }) };
      // The first round warms both up.
      if (round > 0) rates.push(both);
    }
    const median = (of: 'ours' | 'nginx'): number =>
      percentile(
        rates.map((rate) => rate[of]),
        0.5,
      );
    const ratio = median('ours') / median('nginx');
    print(
      `downloads of 1 MB: ${median('ours').toFixed(0)} a second through the gateway, ${median('nginx').toFixed(0)} from nginx`,
    );
    print(`  ratio ${ratio.toFixed(2)} (goal ${GOAL})`);
    return ratio >= GOAL;
  } finally {
    await nginx.stop();
  }
}

async function rateOf(target: { readonly port: number; readonly path: string }): Promise<number> {
  const { requests, failures, seconds } = await runLoad(target, null, { connections: CONNECTIONS, seconds: SECONDS });
  if (failures > 0) throw new Error(`${failures} of ${requests} downloads failed.`);
  return requests / seconds;
}

/** A document is stored as it is, so that its size is known. */
function documentOf(byteSize: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteSize).fill(0x20);
  bytes.set(new TextEncoder().encode('%PDF-1.4\n'));
  return bytes;
}

async function addressOfReady(stack: MediaStack, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const upload = await createUpload(stack, 'application/pdf', bytes.length);
  await putBytes(upload, bytes);
  const id = await completeUpload(stack, upload);
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const data = await stack.ask('query ($id: ID!) { mediaFile(id: $id) { state url } }', { id });
    const { state, url } = FILE.parse(data).mediaFile;
    if (state === 'READY' && url !== null) return url;
    await pause(POLL_MS);
  }
  throw new Error('The document was not ready in time.');
}
