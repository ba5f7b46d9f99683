import type { Route, RouteRequest } from '../../runtime/executor/route.ts';
import type { AuthContext } from './context.ts';
import { findDownload } from './operations/data-exports/view-data-export.ts';
import { writeDataExport } from './operations/data-exports/write-data-export.ts';
import { forwardOAuthCallback } from './operations/oauth/forward-oauth-callback.ts';
import { introspectToken } from './operations/sessions/introspect-token.ts';

/** Much shorter than the day that a key is published before it is active. */
const MAX_AGE_SECONDS = 300;

/** Personal content: not cached, not sniffed, and its URL is not sent as a referrer. */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Public keys for verifying access tokens (RFC 7517): the next, the active and retired ones. */
const publicKeys: Route<AuthContext> = {
  method: 'GET',
  path: '/.well-known/jwks.json',
  async handle(_, { keyRing }) {
    const published = await keyRing.published();
    const keys = published.map(({ kid, x, y }) => ({ kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' }));
    return Response.json({ keys }, { headers: { 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` } });
  },
};

/** Download of a data export by a valid link. All invalid links get the same response. */
const dataExport: Route<AuthContext> = {
  method: 'GET',
  path: '/exports/:id',
  async handle({ params, url }, context) {
    const copy = await findDownload(context, params['id'] ?? '', url.searchParams);
    if (copy?.readyAt == null)
      return Response.json({ errors: [{ message: 'Nothing is here.' }] }, { status: 404, headers: PRIVATE });
    const document = ReadableStream.from(writeDataExport(context, copy, copy.readyAt));
    return new Response(document.pipeThrough(new TextEncoderStream()), {
      headers: {
        ...PRIVATE,
        'content-type': 'application/json',
        'content-length': String(copy.byteSize),
        'content-disposition': `attachment; filename="personal-data-${copy.readyAt.toISOString().slice(0, 10)}.json"`,
      },
    });
  },
};

/** The URL may contain a code: it must not be cached or sent as a referrer. */
const SECRET_ADDRESS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Redirect target of the providers, which forwards the user to the client. */
const oauthCallback: Route<AuthContext> = {
  method: 'GET',
  path: '/oauth/:provider/callback',
  async handle({ url, params }, context) {
    const target = await forwardOAuthCallback(context, params['provider'] ?? '', url.searchParams);
    if (target !== null) return new Response(null, { status: 303, headers: { ...SECRET_ADDRESS, location: target } });
    const text = 'This sign-in attempt is unknown or has expired. Go back and start again.\n';
    return new Response(text, {
      status: 400,
      headers: { ...SECRET_ADDRESS, 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
  },
};

/** Many times the longest token. */
const MAX_FORM_BYTES = 16 * 1024;

/** Token introspection (RFC 7662) for services that authenticate with a caller token and speak no GraphQL. */
const introspection: Route<AuthContext> = {
  method: 'POST',
  path: '/auth/introspect',
  maxBodyBytes: MAX_FORM_BYTES,
  async handle(request, context) {
    const result = await introspectToken(context, () => readForm(request));
    const headers = { 'cache-control': 'no-store' };
    if (result === 'NOT_A_SERVICE')
      return Response.json(
        { error: 'invalid_token' },
        { status: 401, headers: { ...headers, 'www-authenticate': 'Bearer' } },
      );
    if (result === 'TOKEN_MISSING') return Response.json({ error: 'invalid_request' }, { status: 400, headers });
    return Response.json(result, { headers });
  },
};

/** The fields of a form; none when the body is something else. */
async function readForm({ headers, body }: RouteRequest): Promise<URLSearchParams> {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return new URLSearchParams();
  return new URLSearchParams(await new Response(body).text());
}

/** HTTP routes of the domain besides GraphQL. */
export const routes: readonly Route<AuthContext>[] = [publicKeys, oauthCallback, dataExport, introspection];
