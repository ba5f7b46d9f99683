import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import { fault, isFault } from '../../runtime/executor/faults.ts';
import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';
import { MAX_CLOCK_DIFFERENCE_SECONDS } from '../../runtime/serve/clock-differences.ts';
import { type Authenticate, type Identity, VISITOR } from './identity.ts';

/** The JSON Web Key Set of the auth domain. */
export interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[];
}

/** Expected claims and dependencies of token verification. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  fetchKeys(): Promise<KeySet>;
  /** Whether a session was revoked before its tokens expired. */
  isRevoked(sessionId: string): boolean;
  readonly now: () => Date;
  /** A monotonic clock in milliseconds, for the age of keys. Default: `performance.now`. */
  readonly elapsedMs?: () => number;
}

const KEYS_LIVE_MS = 600_000;
const KEYS_PAUSE_MS = 30_000;
const SKEW_SECONDS = 30;
const MAX_KNOWN_TOKENS = 20_000;

const CLAIMS = z.object({
  sub: z.string().min(1),
  sid: z.string().min(1),
  scope: z.string().default(''),
  exp: z.number(),
  /** Set by the clock of the auth domain, which may be ahead of ours. */
  nbf: z.number().default(0),
});

/** Verifies ES256 access tokens (RFC 9068) with rotating keys, and caches verified tokens until they expire. */
export function createAuthenticate(rules: TokenRules): Authenticate {
  const identities = createBoundedCache<Identity>(MAX_KNOWN_TOKENS);
  const keyOf = createKeyLookup(rules);

  return async (authorization) => {
    if (authorization === undefined) return VISITOR;
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization)?.[1];
    if (token === undefined) throw refused();
    const identity = identities.get(token) ?? (await verify(token, keyOf, rules));
    identities.set(token, identity);
    if (isOver(identity, rules.now()) || isRevoked(identity, rules)) {
      identities.delete(token);
      throw refused();
    }
    return identity;
  };
}

const refused = () => fault('UNAUTHENTICATED', 'The access token is not valid.');

const isOver = ({ expiresAt }: Identity, now: Date): boolean =>
  expiresAt !== null && now.getTime() >= expiresAt.getTime() + SKEW_SECONDS * 1_000;

const isRevoked = ({ caller: { sessionId } }: Identity, rules: TokenRules): boolean =>
  sessionId !== null && rules.isRevoked(sessionId);

type KeyLookup = (kid: string) => Promise<KeyObject>;

async function verify(token: string, keyOf: KeyLookup, rules: TokenRules): Promise<Identity> {
  try {
    const header = jsonwebtoken.decode(token, { complete: true })?.header;
    // Only the key id is read from the token; headers that name a source of keys (`jku`, `jwk`, `x5u`) are ignored.
    if (header?.alg !== 'ES256' || header.typ?.toLowerCase() !== 'at+jwt' || header.kid === undefined) throw refused();
    const payload = jsonwebtoken.verify(token, await keyOf(header.kid), {
      algorithms: ['ES256'],
      issuer: rules.issuer,
      audience: rules.audience,
      clockTolerance: SKEW_SECONDS,
      ignoreNotBefore: true,
      clockTimestamp: Math.floor(rules.now().getTime() / 1_000),
    });
    const { sub, sid, scope, exp, nbf } = CLAIMS.parse(payload);
    if (nbf * 1_000 > rules.now().getTime() + MAX_CLOCK_DIFFERENCE_SECONDS * 1_000) throw refused();
    const scopes = scope.split(' ').filter((each) => each !== '');
    return { caller: { viewerId: sub, sessionId: sid, scopes, service: null }, expiresAt: new Date(exp * 1_000) };
  } catch (error) {
    throw isFault(error) ? error : refused();
  }
}

/** Refreshes keys every ten minutes, and for an unknown key id at most every thirty seconds. */
function createKeyLookup({ fetchKeys, elapsedMs = () => performance.now() }: TokenRules): KeyLookup {
  let keys: ReadonlyMap<string, KeyObject> = new Map();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | null = null;

  async function refresh(): Promise<void> {
    triedAt = elapsedMs();
    try {
      keys = importKeys(await fetchKeys());
      fetchedAt = triedAt;
    } catch {
      // Keeps the old keys: people stay signed in while the auth domain is unavailable.
      if (keys.size === 0) throw fault('UNAVAILABLE', 'Tokens cannot be checked now.');
    }
  }

  return async (kid) => {
    const at = elapsedMs();
    const stale = at - fetchedAt >= KEYS_LIVE_MS;
    if ((stale || !keys.has(kid)) && (keys.size === 0 || at - triedAt >= KEYS_PAUSE_MS)) {
      fetching ??= refresh().finally(() => {
        fetching = null;
      });
      await fetching;
    }
    const key = keys.get(kid);
    if (key === undefined) throw refused();
    return key;
  };
}

function importKeys({ keys }: KeySet): Map<string, KeyObject> {
  const imported = new Map<string, KeyObject>();
  for (const key of keys) {
    if (key.kid === undefined || key.kty !== 'EC' || key['crv'] !== 'P-256') continue;
    imported.set(key.kid, createPublicKey({ key, format: 'jwk' }));
  }
  return imported;
}
