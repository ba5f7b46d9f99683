import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { isClassifierInstalled, openClassifier } from '../subgraphs/media/classifier/classifier.ts';
import { processFile } from '../subgraphs/media/processing/process-file.ts';
import { benchConversions } from './media/bench-conversions.ts';
import { benchDownloads } from './media/bench-downloads.ts';
import { benchUploads } from './media/bench-uploads.ts';
import { type MediaStack, withMediaStack } from './media/media-stack.ts';
import { percentile } from './percentiles.ts';
import { treeCpuSeconds } from './process-usage.ts';

const ROUNDS = 5;
const WIDTH = 4_000;
const HEIGHT = 3_000;
/** Seconds of CPU and megabytes above an idle process, for one photo of 12 megapixels. */
const CPU_GOAL = 1.6;
const MEMORY_GOAL = 300;
/** Of a process of conversion that has loaded its libraries. */
const IDLE_MEGABYTES = 72;
const SAMPLE_INTERVAL_MS = 10;
const MEGABYTE = 1_000_000;

/**
 * Processes a photo as the worker of media does, and classifies it where the packages are installed. Then uploads and
 * downloads on the served stack, and what conversions cost others. Linux only.
 */
export async function benchMedia(print: (line: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-media-'));
  try {
    const photo = join(folder, 'photo.jpg');
    const noise = {
      create: {
        width: WIDTH / 4,
        height: HEIGHT / 4,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    } as const;
    await sharp(noise).resize(WIDTH, HEIGHT, { kernel: 'cubic' }).jpeg({ quality: 92 }).toFile(photo);
    print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await processOnce(photo, join(folder, `out-${round}`)));
    const cpu = percentile(
      rounds.map((round) => round.cpuSeconds),
      0.5,
    );
    const memory = Math.max(...rounds.map((round) => round.megabytes));
    print(`a photo of 12 MP: ${cpu.toFixed(2)} s of CPU, at most ${memory.toFixed(0)} MB above an idle process`);
    await classify(photo, print);
    const isMet = cpu <= CPU_GOAL && memory <= MEMORY_GOAL;
    const isMetServed = await withMediaStack('served', (stack) => benchStack(stack, print));
    print('embedded:');
    const isMetEmbedded = await withMediaStack('embedded', (stack) => benchDownloads(stack, print));
    return isMet && isMetServed && isMetEmbedded;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function benchStack(stack: MediaStack, print: (line: string) => void): Promise<boolean> {
  const results: boolean[] = [];
  for (const bench of [benchUploads, benchDownloads, benchConversions]) results.push(await bench(stack, print));
  return results.every((isMet) => isMet);
}

async function processOnce(inputPath: string, outDir: string): Promise<{ cpuSeconds: number; megabytes: number }> {
  await mkdir(outDir);
  const limits = [
    {
      kind: 'IMAGE',
      contentTypes: ['image/jpeg'],
      byteSize: 20 * MEGABYTE,
      pixels: 40 * MEGABYTE,
      durationSeconds: null,
    },
  ] as const;
  const before = treeCpuSeconds(process.pid);
  let isDone = false;
  const memory = samplePeak(() => isDone);
  const result = await processFile({ inputPath, outDir, limits, signal: new AbortController().signal });
  isDone = true;
  if ('rejected' in result) throw new Error(`the photo was rejected: ${result.rejected}`);
  return { cpuSeconds: treeCpuSeconds(process.pid) - before, megabytes: await memory };
}

/** The most resident memory of a child above what it has when it is ready, in megabytes. */
async function samplePeak(isDone: () => boolean): Promise<number> {
  let peak = 0;
  while (!isDone()) {
    for (const pid of readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)) {
      const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(read(`/proc/${pid}/status`)) ?? [];
      peak = Math.max(peak, Number(kilobytes ?? 0));
    }
    await setTimeout(SAMPLE_INTERVAL_MS);
  }
  return (peak * 1_024) / MEGABYTE - IDLE_MEGABYTES;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function classify(path: string, print: (line: string) => void): Promise<void> {
  if (!isClassifierInstalled()) return print('the classifier is not installed');
  const small = `${path}.webp`;
  await sharp(path).resize(640).webp().toFile(small);
  const classifier = openClassifier();
  const idle = process.memoryUsage.rss();
  const times: number[] = [];
  for (let round = 0; round <= 4 * ROUNDS; round += 1) {
    const { user, system } = process.cpuUsage();
    await classifier.classify(small);
    const used = process.cpuUsage();
    times.push((used.user + used.system - user - system) / 1_000);
  }
  const [first = 0, ...others] = times;
  const megabytes = (process.memoryUsage.rss() - idle) / MEGABYTE;
  await classifier.close();
  print(
    `the classifier: ${percentile(others, 0.5).toFixed(0)} ms of CPU an image, ${first.toFixed(0)} ms for the first, ${megabytes.toFixed(0)} MB`,
  );
}
