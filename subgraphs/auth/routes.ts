import type { Route } from '../../runtime/route.ts';
import type { AuthContext } from './context.ts';
import { findDownload } from './operations/view-data-export.ts';
import { writeDataExport } from './operations/write-data-export.ts';

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

/** What auth answers outside GraphQL. */
export const routes: readonly Route<AuthContext>[] = [publicKeys, dataExport];
