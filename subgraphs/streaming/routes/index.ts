import type { Route } from '../../../runtime/executor/route.ts';
import type { StreamingContext } from '../context.ts';
import { receiveIngestHook } from './receive-ingest-hook.ts';

const hook: Route<StreamingContext> = {
  method: 'POST',
  path: '/webhooks/streaming/:provider',
  maxBodyBytes: 65_536,
  handle: (request, context) => receiveIngestHook(context, request.params['provider'] ?? '', request),
};

const KEYS_MAX_AGE_SECONDS = 300;

const playbackKeys: Route<StreamingContext> = {
  method: 'GET',
  path: '/streaming/playback-keys.json',
  cors: { anyOrigin: true },
  handle: async (_, { provider }) =>
    Response.json(
      { keys: provider?.playbackKeys ?? [] },
      { headers: { 'cache-control': `public, max-age=${KEYS_MAX_AGE_SECONDS}` } },
    ),
};

/** HTTP routes of the domain besides GraphQL: hooks of media servers, and the keys that they verify addresses to play with. */
export const routes: readonly Route<StreamingContext>[] = [hook, playbackKeys];
