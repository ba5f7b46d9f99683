import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { limitedCommand, limitedEnvironment, type ProcessLimits } from '../../../runtime/settings/limited-process.ts';
import type { RejectionReason } from './rejected-file.ts';

const run = promisify(execFile);
const MEGABYTE = 1024 * 1024;
const PROBE_LIMITS: ProcessLimits = {
  cpuSeconds: 5,
  fileBytes: MEGABYTE,
  memoryBytes: 1_024 * MEGABYTE,
  priority: 'low',
};
const CONVERT_LIMITS: ProcessLimits = {
  cpuSeconds: 900,
  // More than any file that is taken, as its original is copied.
  fileBytes: 2_100 * MEGABYTE,
  memoryBytes: 2_048 * MEGABYTE,
  priority: 'low',
};
const PROBE_LIMIT_MS = 10_000;
/** Most time that one run of ffmpeg takes: ten minutes of video at twice the speed of playing, with time to spare. */
export const CONVERT_LIMIT_MS = 15 * 60_000;
/** No playlist, no concatenation, no network: a file names no other one. */
const INPUT_RULES = [
  ...['-protocol_whitelist', 'file'],
  ...['-format_whitelist', 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,wav,mp3,flac,aac'],
];

/** A failure of ffmpeg that the file is the cause of. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly reason: RejectionReason;
  constructor(reason: RejectionReason, cause?: unknown) {
    super(`ffmpeg cannot convert the file: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Whether ffmpeg is installed. Where it is not, videos and sounds are stored as they are. */
export const hasFfmpeg = async (): Promise<boolean> => {
  const folders = (limitedEnvironment()['PATH'] ?? '').split(delimiter);
  const isFound = (program: string) =>
    Promise.any(folders.map((folder) => access(join(folder, program), constants.X_OK))).then(
      () => true,
      () => false,
    );
  return (await isFound('ffmpeg')) && (await isFound('ffprobe'));
};

/** @throws MediaError when the file cannot be read, and the reason of `signal` when it aborts. */
export async function probeFile(path: string, signal: AbortSignal): Promise<unknown> {
  const entries =
    'format=duration:stream=codec_type,codec_name,pix_fmt,width,height,duration:stream_disposition=attached_pic:stream_side_data=rotation';
  const words = ['-v', 'error', ...INPUT_RULES, '-show_entries', entries, '-of', 'json', '-i', `file:${path}`];
  const [command, all] = limitedCommand('ffprobe', words, PROBE_LIMITS);
  const options = { env: limitedEnvironment(), signal, timeout: PROBE_LIMIT_MS, killSignal: 'SIGKILL' } as const;
  const { stdout } = await run(command, all, options).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new MediaError('DAMAGED', error);
  });
  return JSON.parse(stdout);
}

/**
 * Runs ffmpeg on a file; `words` stand behind the input. What it writes on standard output goes to `onOutput`.
 *
 * @throws MediaError when it fails, and the reason of `signal` when it aborts.
 */
export async function convertFile(
  path: string,
  words: readonly string[],
  signal: AbortSignal,
  { before = [], onOutput }: { before?: readonly string[]; onOutput?: (bytes: Buffer) => void } = {},
): Promise<void> {
  const input = ['-nostdin', '-v', 'error', '-y', ...INPUT_RULES, ...before, '-i', `file:${path}`];
  const [command, all] = limitedCommand('ffmpeg', [...input, ...words], CONVERT_LIMITS);
  const child = spawn(command, all, { env: limitedEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] });
  let isLate = false;
  const kill = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, CONVERT_LIMIT_MS);
  signal.addEventListener('abort', kill, { once: true });
  child.stdout.on('data', (bytes: Buffer) => onOutput?.(bytes));
  const [code, killedBy] = await once(child, 'close').finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  });
  signal.throwIfAborted();
  if (isLate || killedBy === 'SIGXCPU') throw new MediaError('TIME_LIMIT');
  if (code !== 0) throw new MediaError('DAMAGED');
}
