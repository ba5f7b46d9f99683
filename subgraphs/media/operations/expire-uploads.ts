import type { MediaContext } from '../context.ts';
import { endUpload } from './end-upload.ts';

interface Needs extends Pick<MediaContext, 'now' | 'signals'> {
  readonly repository: Pick<MediaContext['repository'], 'transaction' | 'expiredUploads' | 'deleteEndedUploads'>;
}

const BATCH_SIZE = 200;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Ends uploads whose time is over, with their files, and forgets a day later that they were. */
export async function expireUploads(needs: Needs, signal: AbortSignal): Promise<void> {
  const { repository, now } = needs;
  let expired: readonly string[] = [];
  do {
    expired = await repository.expiredUploads(now(), BATCH_SIZE);
    for (const id of expired) await endUpload(needs, id, 'EXPIRED');
  } while (expired.length === BATCH_SIZE && !signal.aborted);
  const before = new Date(now().getTime() - DAY_MS);
  while (!signal.aborted && !(await repository.deleteEndedUploads(before, BATCH_SIZE)));
}
