import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { requireCategory } from '../../../../runtime/categories/require-category.ts';
import type { InvalidInput, NotFound } from '../../../../runtime/operations/parse-input.ts';
import { type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { StreamingContext } from '../../context.ts';
import type { DetailsInput } from './details-input.ts';

const MINUTE_MS = 60_000;
const MIN_NOTICE_MS = 5 * MINUTE_MS;
const MAX_NOTICE_MS = 90 * 24 * 60 * MINUTE_MS;

/** What checking details asks for. */
export interface DetailNeeds extends Pick<StreamingContext, 'ask' | 'now'> {
  readonly repository: Pick<StreamingContext['repository'], 'categories'>;
}

/**
 * Permits only a category of streams, a picture of the host's own that is ready, and a time that is 5 minutes to 90 days ahead.
 *
 * @throws a fault `UNAVAILABLE` when media cannot be asked.
 */
export async function requireDetails(
  { ask, now, repository }: DetailNeeds,
  hostId: string,
  { categoryId, thumbnailFileId, scheduledFor }: Pick<DetailsInput, 'categoryId' | 'thumbnailFileId' | 'scheduledFor'>,
): Promise<Result<null, InvalidInput | NotFound | AttachmentRefusal>> {
  if (scheduledFor != null) {
    const noticeMs = scheduledFor.getTime() - now().getTime();
    if (noticeMs < MIN_NOTICE_MS || noticeMs > MAX_NOTICE_MS)
      return refuse({
        __typename: 'InvalidInput' as const,
        message: 'Announce a stream for a time that is 5 minutes to 90 days ahead.',
        path: ['input', 'scheduledFor'],
      });
  }
  if (categoryId != null) {
    const request = { service: 'streaming', scope: 'STREAM', categoryId } as const;
    const permitted = await requireCategory({ ask, repository }, request);
    if (!permitted.ok) return permitted;
  }
  const fileIds = thumbnailFileId == null ? [] : [thumbnailFileId];
  const attachment = {
    service: 'streaming',
    ownerId: hostId,
    fileIds,
    kind: 'IMAGE',
    path: ['thumbnailFileId'],
  } as const;
  return requireAttachable(ask, attachment);
}
