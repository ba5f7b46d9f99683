import type { Route } from '../../runtime/route.ts';
import type { AuthContext } from './context.ts';

/** Far shorter than the day that a key is published before it signs. */
const MAX_AGE_SECONDS = 300;

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

/** What auth answers outside GraphQL. */
export const routes: readonly Route<AuthContext>[] = [publicKeys];
