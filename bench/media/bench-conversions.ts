import sharp from 'sharp';
import { z } from 'zod';
import { runOpenLoop } from '../overload/run-open-loop.ts';
import { percentile } from '../percentiles.ts';
import { processTree } from '../process-usage.ts';
import type { MediaStack } from './media-stack.ts';
import { completeUpload, createUpload, putBytes } from './upload.ts';

const IMAGES = 100;
const WIDTH = 2_000;
const HEIGHT = 1_500;
const REQUESTS_PER_SECOND = 100;
const ROUNDS = 5;
const SECONDS = 4;
/** p99 while images are converted, of that without. */
const GOAL = 1.5;
const QUERY = '{ me { id email createdAt } }';
const STATES = z.object({
  mediaFiles: z.object({ edges: z.array(z.object({ node: z.object({ state: z.string() }) })) }),
});

/**
 * Asks for the viewer at a steady rate, by turns while images are converted and while the processes that convert are stopped.
 * Resolves to whether the ratio met the goal.
 */
export async function benchConversions(stack: MediaStack, print: (line: string) => void): Promise<boolean> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const small = sharp({ create: { width: WIDTH / 4, height: HEIGHT / 4, channels: 3, background: '#888', noise } });
  const photo = new Uint8Array(await small.resize(WIDTH, HEIGHT).jpeg({ quality: 90 }).toBuffer());
  for (let nth = 0; nth < IMAGES; nth += 1) {
    const upload = await createUpload(stack, 'image/jpeg', photo.length);
    await putBytes(upload, photo);
    await completeUpload(stack, upload);
  }
  const rounds: { idle: number; busy: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const resume = stopTree(stack.workerPid);
    const idle = await measure(stack).finally(resume);
    const busy = await measure(stack);
    // The first round warms up.
    if (round > 0) rounds.push({ idle, busy });
  }
  const waiting = await countProcessing(stack);
  const [idle = 0, busy = 0] = (['idle', 'busy'] as const).map((when) =>
    percentile(
      rounds.map((round) => round[when]),
      0.5,
    ),
  );
  const ratio = busy / idle;
  print(
    `me at ${REQUESTS_PER_SECOND} a second: p99 ${idle.toFixed(1)} ms, while ${IMAGES} images are converted ${busy.toFixed(1)} ms`,
  );
  print(`  ratio ${ratio.toFixed(2)} (goal ${GOAL}); ${IMAGES - waiting} images were converted, ${waiting} are left`);
  if (waiting === 0) throw new Error('The images were converted before the end of the measurement.');
  return ratio <= GOAL;
}

/** Stops a process and what it has started. Returns what lets them go on. */
function stopTree(root: number): () => void {
  // First the root, which then starts nothing more.
  process.kill(root, 'SIGSTOP');
  const tree = processTree(root);
  const signalAll = (signal: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const pid of tree) process.kill(pid, signal);
  };
  signalAll('SIGSTOP');
  return () => signalAll('SIGCONT');
}

/** p99 in milliseconds. @throws when a request fails. */
async function measure({ port, token }: MediaStack): Promise<number> {
  const { latencies } = await runOpenLoop({ port, token, query: QUERY, rate: REQUESTS_PER_SECOND, seconds: SECONDS });
  const lost = latencies.failed.length + latencies.partial.length + latencies.refused.length;
  if (lost > 0) throw new Error(`${lost} requests failed.`);
  return percentile(latencies.whole, 0.99);
}

async function countProcessing({ ask }: MediaStack): Promise<number> {
  const data = await ask('{ mediaFiles(first: 100) { edges { node { state } } } }');
  return STATES.parse(data).mediaFiles.edges.filter(({ node }) => node.state === 'PROCESSING').length;
}
