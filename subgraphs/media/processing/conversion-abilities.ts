import { availableParallelism } from 'node:os';
import { hasFfmpeg } from './ffmpeg.ts';

/** How many files a machine with so many processors converts at once; one processor stays for everything else. */
export const conversionsAtOnce = (processors = availableParallelism()): number => (processors > 2 ? 2 : 1);

/** Says once in the log that this process cannot convert videos and sounds, if it cannot. */
export async function warnWithoutFfmpeg(
  log: { warn(message: string): void },
  isInstalled: () => Promise<boolean> = hasFfmpeg,
): Promise<void> {
  if (await isInstalled()) return;
  log.warn('ffmpeg is not installed: videos and sounds are stored as they came, with metadata and without posters');
}
