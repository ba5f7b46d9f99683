import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MediaContext } from '../context.ts';

interface Needs extends Pick<MediaContext, 'caller' | 'limits'> {
  readonly repository: Pick<MediaContext['repository'], 'bucketUsage'>;
}

/** What the viewer's files take up, and how much they may. */
export async function storageUsage({ caller, limits, repository }: Needs) {
  const byBucket = await repository.bucketUsage(viewerOf(caller));
  return {
    bytes: byBucket.reduce((sum, { bytes }) => sum + bytes, 0),
    limit: limits.quotaBytes,
    fileCount: byBucket.reduce((sum, { fileCount }) => sum + fileCount, 0),
    byBucket,
  };
}
