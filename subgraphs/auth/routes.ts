import type { Route } from '../../runtime/executor/route.ts';
import type { AuthContext } from './context.ts';
import { findDownload } from './operations/data-exports/view-data-export.ts';
import { writeDataExport } from './operations/data-exports/write-data-export.ts';
import { forwardOAuthCallback } from './operations/oauth/forward-oauth-callback.ts';

/** Far shorter than the day that a key is published before it signs. */
const MAX_AGE_SECONDS = 300;

/** For one person, once: no cache keeps it, no browser shows it, and its link goes nowhere else. */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** The public keys that access tokens are checked with (RFC 7517): the next one, the one that signs, and retired ones. */
const publicKeys: Route<AuthContext> = {
  method: 'GET',
  path: '/.well-known/jwks.json',
  async handle(_, { keyRing }) {
    const published = await keyRing.published();
    const keys = published.map(({ kid, x, y }) => ({ kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' }));
    return Response.json({ keys }, { headers: { 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` } });
  },
};

/** A copy of all that is kept about a person, for whoever has a link that counts. All else is answered alike. */
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

/** The address may hold a code: nothing keeps it, and no other site learns it. */
const SECRET_ADDRESS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Where providers send people back to, who go on from here to the client that sent them. */
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

/** What auth answers outside GraphQL. */
export const routes: readonly Route<AuthContext>[] = [publicKeys, oauthCallback, dataExport];
