import { convertFile } from './ffmpeg.ts';

const SAMPLE_RATE = 8_000;
const SAMPLE_BYTES = 2;
const MAX_SAMPLE = 32_768;
/** Of 50 ms: an hour has 72,000. */
const WINDOW_SAMPLES = 400;
const MAX_PEAKS = 64;
const SCALE = 100;

/** Duration and loudness of a sound, by decoding it: what a file says of its duration may be absent or wrong. */
export async function measureSound(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly durationSeconds: number; readonly peaks: readonly number[] }> {
  const windows: number[] = [];
  let samples = 0;
  let peak = 0;
  let odd: Buffer = Buffer.alloc(0);
  const words = ['-map', '0:a:0', '-vn', '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le', 'pipe:1'];
  await convertFile(path, words, signal, {
    onOutput(chunk) {
      const bytes = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
      const end = bytes.length - (bytes.length % SAMPLE_BYTES);
      for (let at = 0; at < end; at += SAMPLE_BYTES) {
        peak = Math.max(peak, Math.abs(bytes.readInt16LE(at)));
        samples += 1;
        if (samples % WINDOW_SAMPLES !== 0) continue;
        windows.push(peak);
        peak = 0;
      }
      odd = bytes.subarray(end);
    },
  });
  if (samples % WINDOW_SAMPLES !== 0) windows.push(peak);
  return { durationSeconds: samples / SAMPLE_RATE, peaks: peaksOf(windows) };
}

/** At most 64 parts of equal length, each as loud as its loudest window. */
function peaksOf(windows: readonly number[]): readonly number[] {
  const count = Math.min(MAX_PEAKS, windows.length);
  return Array.from({ length: count }, (_, index) => {
    const part = windows.slice(
      Math.floor((index * windows.length) / count),
      Math.ceil(((index + 1) * windows.length) / count),
    );
    return Math.round((SCALE * Math.max(...part)) / MAX_SAMPLE);
  });
}
