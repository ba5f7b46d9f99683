import { fault } from '../../../runtime/executor/faults.ts';
import type { MediaContext } from '../context.ts';
import { type FormRequest, findForm } from './find-form.ts';
import { urlExpiryOf, urlOf } from './link-to-file.ts';

interface Needs extends Pick<MediaContext, 'caller' | 'fileUrls' | 'now'> {
  readonly files: Pick<MediaContext['files'], 'loadMany'>;
}

/** A file whose address is asked for. */
interface UrlRequest extends FormRequest {
  readonly fileId: string;
}

const MAX_REQUESTS = 100;

/** Addresses of files that the caller may see, in the order of the requests; null for others. One statement. */
export async function findMediaUrls(needs: Needs, requests: readonly UrlRequest[]) {
  if (requests.length > MAX_REQUESTS) throw fault('BAD_USER_INPUT', `At most ${MAX_REQUESTS} addresses at a time.`);
  const files = await needs.files.loadMany(requests.map(({ fileId }) => ({ id: fileId, access: '' })));
  return requests.map((request, at) => {
    const file = files[at];
    if (file instanceof Error) throw file;
    const [url, expiresAt] = file == null ? [null, null] : [urlOf(needs, file, request), urlExpiryOf(needs, file)];
    if (file == null || url === null || expiresAt === null) return null;
    const form = findForm(file, request);
    const isVariant = form !== null && form !== 'ORIGINAL';
    return {
      fileId: file.id,
      variant: isVariant ? form.name : null,
      format: isVariant ? form.format : ('ORIGINAL' as const),
      url,
      expiresAt,
    };
  });
}
