import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { MAX_RECORDING_BYTES } from '../../../runtime/attachments/recording-limits.ts';
import { limitedCommand, limitedEnvironment, type ProcessLimits } from '../../../runtime/settings/limited-process.ts';
import type { RecordedParts, RecordingFile } from '../provider/recorded-parts.ts';

const run = promisify(execFile);

const LIMITS: ProcessLimits = {
  cpuSeconds: 4 * 60 * 60,
  fileBytes: 50_000_000_000,
  memoryBytes: 2_000_000_000,
  priority: 'low',
};
/** Part of the allowed size that an encoded recording is aimed at, as rates are kept on average only. */
const SIZE_SHARE = 0.9;
const AUDIO_BITS_PER_SECOND = 96_000;
const MIN_VIDEO_BITS_PER_SECOND = 100_000;
/** No network, and no other file than the parts: what strangers sent names nothing else. */
const INPUT_RULES = ['-protocol_whitelist', 'file', '-format_whitelist', 'concat,flv,mov,mp4,m4a,3gp,3g2,mj2'];

/**
 * Makes files of recordings: the parts of a stream one after another, in an MP4 that players can begin while they load it. One that
 * would be larger than media takes is encoded again, smaller.
 */
export const createRecordingFiles =
  (parts: RecordedParts, log: Pick<Logger, 'warn'>) =>
  async (streamId: string, signal: AbortSignal): Promise<RecordingFile | null> => {
    const names = await parts.list(streamId);
    if (names.length === 0) return null;
    const folder = await mkdtemp(join(tmpdir(), 'recording-'));
    const discard = () => rm(folder, { recursive: true, force: true });
    try {
      const files: string[] = [];
      for (const [nth, name] of names.entries()) {
        const path = join(folder, `part-${nth}.flv`);
        await writeFile(path, await parts.read(name), { mode: 0o600, signal });
        // A connection that sent nothing has left a header alone.
        if (await hasPictures(path, signal)) files.push(path);
      }
      if (files.length === 0) {
        await discard();
        return null;
      }
      const list = join(folder, 'parts.txt');
      await writeFile(list, files.map((path) => `file '${path}'\n`).join(''));
      const path = join(folder, 'recording.mp4');
      await convert(list, ['-c', 'copy'], path, signal);
      let durationSeconds = await durationOf(path, signal);
      let { size: byteSize } = await stat(path);
      if (byteSize > MAX_RECORDING_BYTES) {
        await convert(list, encodingFor(durationSeconds), path, signal);
        durationSeconds = await durationOf(path, signal);
        byteSize = (await stat(path)).size;
      }
      return {
        ...{ byteSize, durationSeconds, discard },
        upload: (url, headers, until) => put(path, url, headers, until),
        async removeParts() {
          const removed = await Promise.allSettled(names.map((name) => parts.remove(name)));
          for (const outcome of removed)
            if (outcome.status === 'rejected')
              log.warn({ err: outcome.reason }, 'A part of a recording stays on the media server.');
        },
      };
    } catch (error) {
      await discard();
      throw error;
    }
  };

async function convert(list: string, codecs: readonly string[], path: string, signal: AbortSignal): Promise<void> {
  const words = [
    ...['-nostdin', '-v', 'error', '-y', ...INPUT_RULES, '-f', 'concat', '-safe', '0', '-i', list],
    ...[
      '-map',
      '0:v:0',
      '-map',
      '0:a:0?',
      ...codecs,
      '-map_metadata',
      '-1',
      '-movflags',
      '+faststart',
      '-f',
      'mp4',
      path,
    ],
  ];
  const [command, all] = limitedCommand('ffmpeg', words, LIMITS);
  await run(command, all, { env: limitedEnvironment(), signal, killSignal: 'SIGKILL' });
}

const encodingFor = (durationSeconds: number): string[] => {
  const bits = (MAX_RECORDING_BYTES * 8 * SIZE_SHARE) / durationSeconds - AUDIO_BITS_PER_SECOND;
  const rate = String(Math.round(Math.max(MIN_VIDEO_BITS_PER_SECOND, bits)));
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-vf', 'scale=-2:min(720\\,ih)'],
    ...['-b:v', rate, '-maxrate', rate, '-bufsize', rate, '-c:a', 'aac', '-b:a', String(AUDIO_BITS_PER_SECOND)],
  ];
};

async function probe(path: string, entries: string, signal: AbortSignal): Promise<string> {
  const words = ['-v', 'error', ...INPUT_RULES, '-show_entries', entries, '-of', 'csv=p=0', path];
  const [command, all] = limitedCommand('ffprobe', words, LIMITS);
  const { stdout } = await run(command, all, { env: limitedEnvironment(), signal, killSignal: 'SIGKILL' });
  return stdout;
}

const hasPictures = (path: string, signal: AbortSignal): Promise<boolean> =>
  probe(path, 'stream=codec_type', signal).then(
    (types) => types.includes('video'),
    () => false,
  );

const durationOf = async (path: string, signal: AbortSignal): Promise<number> =>
  Math.max(1, Number.parseFloat(await probe(path, 'format=duration', signal)) || 1);

async function put(
  path: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(url, { method: 'PUT', headers: { ...headers }, body: await openAsBlob(path), signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Media refuses the bytes of a recording with ${response.status}.`);
}
