import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { type ChildMessage, type ChildRequest, EXIT_CODES } from './child-protocol.ts';
import { convertImage } from './convert-image.ts';
import { decodePixels, inspectImage } from './decode-image.ts';
import { encodeOne } from './image-variants.ts';
import { sniffType } from './sniff-type.ts';

/** Resident memory beyond that of an idle process. */
const MAX_RESIDENT_BYTES = 512 * 1024 * 1024;
/** Address space beyond that of an idle process: what is never written to counts, so that 40 MP of WebP take 634 MB of it. */
const MAX_ADDRESS_BYTES = 1_024 * 1024 * 1024;
/** Of CPU, until the input is decoded once: on a busy machine the same work takes longer by the clock. */
const MAX_DECODE_US = 5_000_000;
const POLL_MS = 25;

let isDecoded = false;

const send = (message: ChildMessage): void => void process.send?.(message);

function onDecoded(): void {
  isDecoded = true;
}

/** Watches the resident memory and the time to decode, and limits the address space where the system can. */
function limitItself(): void {
  const base = process.memoryUsage.rss();
  setInterval(() => {
    if (process.memoryUsage.rss() - base > MAX_RESIDENT_BYTES) process.exit(EXIT_CODES.memory);
    const { user, system } = process.cpuUsage();
    if (!isDecoded && user + system > MAX_DECODE_US) process.exit(EXIT_CODES.time);
  }, POLL_MS).unref();
  if (process.platform !== 'linux') return;
  const [, kilobytes] = /VmSize:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const bytes = Number(kilobytes) * 1_024 + MAX_ADDRESS_BYTES;
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${bytes}:${bytes}`]);
}

async function readFile({ inputPath, imageLimits, outDir }: Extract<ChildRequest, { kind: 'file' }>): Promise<unknown> {
  const contentType = await sniffType(inputPath);
  const limit = imageLimits.find(({ contentTypes }) => contentTypes.includes(contentType));
  if (limit === undefined) return { contentType, image: null };
  if (statSync(inputPath).size > limit.byteSize) return { rejected: 'TOO_LARGE' };
  const source = { inputPath, contentType, maxPixels: limit.pixels ?? 0, outDir };
  const image = await convertImage(source, onDecoded);
  return 'rejected' in image ? image : { contentType, image };
}

async function work(request: ChildRequest): Promise<unknown> {
  switch (request.kind) {
    case 'file':
      return readFile(request);
    case 'variant': {
      const source = await inspectImage(request.inputPath, Number.MAX_SAFE_INTEGER);
      if ('rejected' in source) return source;
      const pixels = await decodePixels(source, request.width);
      onDecoded();
      return { variant: await encodeOne(pixels, request.format, request.outDir) };
    }
  }
}

sharp.cache(false);
sharp.concurrency(1);
limitItself();
// Whoever started this is gone.
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  // as: only `runConversion` starts this process.
  const request = message as ChildRequest;
  work(request).then(
    (result) => process.send?.({ stage: 'done', result } satisfies ChildMessage, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
send({ stage: 'ready' });
