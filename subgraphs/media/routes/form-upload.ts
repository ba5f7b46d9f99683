import type { Route } from '../../../runtime/executor/route.ts';
import type { MediaContext } from '../context.ts';
import { statusOf } from '../operations/tus-uploads.ts';
import { uploadForm } from '../operations/upload-form.ts';
import { respondToStorage, UPLOAD_BYTES } from './storage-response.ts';

const STATUS: Readonly<Record<string, number>> = { FileTooLong: 413, FileMissing: 422 };

/**
 * A file as `multipart/form-data` of a person who is signed in: `file`, and before it `file_tags` (separated by commas) and
 * `bucket_name`.
 */
export const formUpload: Route<MediaContext> = {
  method: 'POST',
  path: '/media/upload',
  maxBodyBytes: UPLOAD_BYTES,
  handle: (request, context) =>
    respondToStorage(async () => {
      const { viewerId } = context.caller;
      if (viewerId === null) return new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
      const form = context.readForm(request);
      if (form === null) return new Response(null, { status: 415 });
      const file = await uploadForm(context, form);
      if ('__typename' in file) {
        const status = STATUS[file.__typename] ?? statusOf(file.__typename);
        return Response.json({ errors: [file] }, { status, headers: { 'cache-control': 'no-store' } });
      }
      const body = {
        ...{ id: file.id, file_name: file.fileName, content_type: file.contentType, file_size: file.byteSize },
        ...{ bucket_name: file.bucket, file_tags: file.tags, state: file.state, created_at: file.createdAt },
      };
      return Response.json(body, { status: 201, headers: { 'cache-control': 'no-store' } });
    }),
};
