import type { Route } from '../../../runtime/executor/route.ts';
import type { MediaContext } from '../context.ts';
import { downloads } from './downloads.ts';
import { formUpload } from './form-upload.ts';
import { putUploadRoute } from './put-upload.ts';
import { tusRoutes } from './tus.ts';

/** HTTP routes of the domain besides GraphQL: bytes that arrive, and bytes that are fetched. */
export const routes: readonly Route<MediaContext>[] = [...downloads, putUploadRoute, formUpload, ...tusRoutes];
