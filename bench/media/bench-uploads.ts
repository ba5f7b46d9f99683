import { setTimeout as pause } from 'node:timers/promises';
import { residentBytes } from '../process-usage.ts';
import type { MediaStack } from './media-stack.ts';
import { type BegunUpload, createUpload, putBytes } from './upload.ts';

const UPLOADS = 100;
const MEGABYTE = 1_000_000;
const BYTE_SIZE = 5 * MEGABYTE;
/** Most megabytes above those before: a quarter of what is under way. */
const GOAL_MEGABYTES = 125;
const SAMPLE_INTERVAL_MS = 10;
/** How long memory may take to be given back. */
const SETTLE_MS = 3_000;

/** Sends uploads at once, and prints the memory of the process that receives them. Resolves to whether the goal was met. */
export async function benchUploads(stack: MediaStack, print: (line: string) => void): Promise<boolean> {
  const bytes = new Uint8Array(BYTE_SIZE);
  const uploads: BegunUpload[] = [];
  for (let nth = 0; nth < UPLOADS; nth += 1) uploads.push(await createUpload(stack, 'image/jpeg', BYTE_SIZE));
  const before = residentBytes(stack.mediaPid);
  const started = performance.now();
  const peak = await peakDuring(stack.mediaPid, () => Promise.all(uploads.map((upload) => putBytes(upload, bytes))));
  const seconds = (performance.now() - started) / 1_000;
  await pause(SETTLE_MS);
  const after = residentBytes(stack.mediaPid);
  const [first, most, last] = [before, peak, after].map((size) => (size / MEGABYTE).toFixed(0));
  const rate = ((UPLOADS * BYTE_SIZE) / MEGABYTE / seconds).toFixed(0);
  print(`${UPLOADS} uploads of 5 MB at once: ${seconds.toFixed(1)} s, ${rate} MB/s`);
  print(
    `  memory of media: ${first} MB before, ${most} MB at most, ${last} MB after (goal ${GOAL_MEGABYTES} MB above)`,
  );
  return (peak - before) / MEGABYTE <= GOAL_MEGABYTES;
}

/** The most resident memory of a process while something is done. */
async function peakDuring(pid: number, run: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const sampling = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, SAMPLE_INTERVAL_MS);
  await run().finally(() => clearInterval(sampling));
  return peak;
}
