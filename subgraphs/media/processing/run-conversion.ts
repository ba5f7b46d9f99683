import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { limitedCommand, limitedEnvironment, type ProcessLimits } from '../../../runtime/settings/limited-process.ts';
import { type ChildRequest, EXIT_CODES } from './child-protocol.ts';
import { CHILD_MESSAGE, RESULTS } from './child-results.ts';
import type { RejectionReason } from './rejected-file.ts';

const CHILD = fileURLToPath(new URL('./conversion-child.ts', import.meta.url));
/** By the clock, for a process that has no processor while others want it; the file is limited by CPU. */
const CLOCK_LIMIT_MS = 10 * 60_000;
const LIMITS = { cpuSeconds: 20, fileBytes: 256 * 1024 * 1024, memoryBytes: null } as const;
/** Room for messages and headers: pixels are not in this heap. */
const NODE_OPTIONS = ['--max-old-space-size=64', '--v8-pool-size=1'];
const MAX_STDERR_LENGTH = 2_000;

/** What a conversion resulted in: that of the process, or why the file ended it. */
export type ConversionResult<Kind extends ChildRequest['kind']> =
  | z.infer<(typeof RESULTS)[Kind]>
  | { readonly rejected: RejectionReason };

/**
 * Converts in a process of its own, which ends with this call: a decoder can be neither trusted nor stopped in a thread.
 *
 * @throws an Error when the process cannot be started or gets no processor for ten minutes, or when `signal` aborts.
 */
export async function runConversion<Request extends ChildRequest>(
  request: Request,
  { signal, priority }: { readonly signal: AbortSignal; readonly priority: ProcessLimits['priority'] },
): Promise<ConversionResult<Request['kind']>> {
  signal.throwIfAborted();
  const [command, words] = limitedCommand(process.execPath, [...NODE_OPTIONS, CHILD], { ...LIMITS, priority });
  const child = spawn(command, words, { env: limitedEnvironment(), stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let isReady = false;
  let isLate = false;
  let result: unknown;
  let stderr = '';
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, CLOCK_LIMIT_MS);
  const abort = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_LENGTH);
  });
  child.on('message', (sent) => {
    const message = CHILD_MESSAGE.safeParse(sent).data;
    if (message?.stage === 'ready' && !isReady) {
      isReady = true;
      child.send(request, () => undefined);
    } else if (message?.stage === 'done') result = message.result;
  });
  const [code, killedBy] = await once(child, 'close').finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  });
  signal.throwIfAborted();
  if (isLate) throw new Error('a conversion did not get enough of the processor');
  if (!isReady) throw new Error(`the conversion process did not start: ${stderr.trim() || (code ?? killedBy)}`);
  const parsed = RESULTS[request.kind].safeParse(result);
  // as: the schema is that of this kind of request.
  if (parsed.success) return parsed.data as ConversionResult<Request['kind']>;
  return { rejected: reasonOf(code, killedBy, stderr) };
}

/** Signals by which a process ends that asked for more memory than it may have. */
const OUT_OF_MEMORY = new Set<unknown>(['SIGABRT', 'SIGTRAP']);

function reasonOf(code: unknown, killedBy: unknown, stderr: string): RejectionReason {
  if (killedBy === 'SIGXCPU' || code === EXIT_CODES.time) return 'TIME_LIMIT';
  if (code === EXIT_CODES.memory || OUT_OF_MEMORY.has(killedBy) || /out of memory/i.test(stderr)) return 'MEMORY_LIMIT';
  return 'DAMAGED';
}
