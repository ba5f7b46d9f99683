import type { Route, RouteDeclaration } from '../../../runtime/executor/route.ts';
import type { MediaContext } from '../context.ts';
import { tusUploads } from '../operations/tus-uploads.ts';
import { UPLOAD_BYTES } from './storage-response.ts';

const HEADERS = [
  'location',
  'upload-offset',
  'upload-length',
  'tus-version',
  'tus-resumable',
  'tus-extension',
  'tus-max-size',
];

const route = (method: RouteDeclaration['method'], path: string): Route<MediaContext> => ({
  method,
  path,
  maxBodyBytes: UPLOAD_BYTES,
  cors: { exposedHeaders: HEADERS },
  async handle(request, context) {
    const isVisitor = context.caller.viewerId === null;
    if (method === 'POST' && isVisitor)
      return new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
    return context.handleTus(request, tusUploads(context, request.url.searchParams));
  },
});

/** Uploads by the tus protocol: created by `createUpload` or by POST, then continued from wherever they were interrupted. */
export const tusRoutes: readonly Route<MediaContext>[] = [
  route('OPTIONS', '/media/tus'),
  route('POST', '/media/tus'),
  route('OPTIONS', '/media/tus/:id'),
  route('HEAD', '/media/tus/:id'),
  route('PATCH', '/media/tus/:id'),
  route('DELETE', '/media/tus/:id'),
];
