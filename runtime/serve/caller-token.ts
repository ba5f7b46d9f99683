import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Caller } from '../executor/caller.ts';
import { type ClockDifferences, MAX_CLOCK_DIFFERENCE_SECONDS } from './clock-differences.ts';

const TTL_SECONDS = 30;
/** How long a token is reused. It is then valid for ten more seconds. */
const REUSE_MS = 20_000;
const MAX_CACHED = 10_000;
const ISSUER = 'caller';

const CALLER = z.object({
  viewerId: z.string().nullable(),
  sessionId: z.string().nullable(),
  scopes: z.array(z.string()),
  service: z.string().nullable(),
});

/** Signs caller tokens. The same caller and audience get the same token for 20 s. */
export interface CallerSigner {
  /** Returns a token that the subgraph `audience` accepts for 30 s. */
  sign(caller: Caller, audience: string): string;
}

const kidOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16);

/**
 * Creates a signer from a private ES256 key in PEM. `elapsedMs` is monotonic and decides when a token is too old to reuse:
 * a wall clock that is set back must not make the signer reuse an expired token.
 */
export function createCallerSigner(
  privatePem: string,
  now: () => Date,
  elapsedMs: () => number = () => performance.now(),
): CallerSigner {
  const privateKey = createPrivateKey(privatePem);
  const keyid = kidOf(createPublicKey(privateKey));
  const tokens = new Map<string, { token: string; until: number }>();
  return {
    sign(caller, audience) {
      const key = JSON.stringify([audience, caller.viewerId, caller.sessionId, caller.scopes, caller.service]);
      const before = tokens.get(key);
      if (before !== undefined && before.until > elapsedMs()) return before.token;
      const at = Math.floor(now().getTime() / 1000);
      const claims = { iss: ISSUER, aud: audience, iat: at, exp: at + TTL_SECONDS, caller };
      const token = jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid });
      tokens.delete(key);
      tokens.set(key, { token, until: elapsedMs() + REUSE_MS });
      if (tokens.size > MAX_CACHED) tokens.delete(tokens.keys().next().value ?? '');
      return token;
    },
  };
}

/**
 * The public half of a signing key as a JWKS, for `CALLER_KEYS`. With `service` it is the key of that domain: callers that
 * it signs have no scopes and name no other domain.
 */
export function callerKeySet(privatePem: string, service?: string): { keys: JsonWebKey[] } {
  const key = createPublicKey(createPrivateKey(privatePem));
  const owner = service === undefined ? {} : { service };
  return { keys: [{ ...key.export({ format: 'jwk' }), kid: kidOf(key), alg: 'ES256', use: 'sig', ...owner }] };
}

/** Verifies the caller tokens of one audience. */
export interface CallerVerifier {
  /** Returns the caller; null unless the token is valid for this audience. */
  verify(token: string): Caller | null;
}

/** The name under which a verifier records the clock of signers. */
const CALLERS = 'callers';

/**
 * Creates a verifier for tokens that a key of `keySet` signed with ES256. Clocks may differ by two minutes. A token outside
 * that is refused, and `clocks` records the difference.
 */
export function createCallerVerifier(
  keySet: { readonly keys: readonly JsonWebKey[] },
  audience: string,
  now: () => Date,
  clocks?: Pick<ClockDifferences, 'note'>,
): CallerVerifier {
  const keys = new Map(keySet.keys.map((jwk) => [String(jwk['kid']), trustedKeyOf(jwk)]));
  const callers = new Map<string, { caller: Caller; until: number }>();
  return {
    verify(token) {
      const at = Math.floor(now().getTime() / 1000);
      const before = callers.get(token);
      if (before !== undefined && before.until > at) return before.caller;
      const checked = check(token, keys, audience);
      if (checked === null) return null;
      const difference = clockDifference(checked, at);
      clocks?.note(CALLERS, difference);
      if (Math.abs(difference) > MAX_CLOCK_DIFFERENCE_SECONDS) return null;
      callers.set(token, { caller: checked.caller, until: checked.exp + MAX_CLOCK_DIFFERENCE_SECONDS });
      if (callers.size > MAX_CACHED) callers.delete(callers.keys().next().value ?? '');
      return checked.caller;
    },
  };
}

interface TrustedKey {
  readonly key: KeyObject;
  /** The domain that owns the key; null for the key of a gateway. */
  readonly service: string | null;
}

const trustedKeyOf = (jwk: JsonWebKey): TrustedKey => ({
  key: createPublicKey({ key: jwk, format: 'jwk' }),
  service: typeof jwk['service'] === 'string' ? jwk['service'] : null,
});

/** A domain calls in its own name or for a user, and without scopes: only a gateway may sign those. */
const maySign = ({ service }: TrustedKey, caller: Caller): boolean =>
  service === null || (caller.scopes.length === 0 && (caller.service === null || caller.service === service));

/** Minimum seconds that the signer's clock is ahead, negative when behind; 0 while the token is valid. */
function clockDifference({ iat, exp }: { readonly iat: number; readonly exp: number }, at: number): number {
  if (iat > at) return iat - at;
  return exp < at ? exp - at : 0;
}

/** Checks signature, issuer, audience and key, but not the time. */
function check(token: string, keys: ReadonlyMap<string, TrustedKey>, audience: string) {
  try {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    const trusted = keys.get(kid ?? '');
    if (trusted === undefined) return null;
    const claims = jwt.verify(token, trusted.key, {
      algorithms: ['ES256'],
      issuer: ISSUER,
      audience,
      ignoreExpiration: true,
    });
    if (typeof claims === 'string' || claims.exp === undefined || claims.iat === undefined) return null;
    const caller = CALLER.parse(claims['caller']);
    return maySign(trusted, caller) ? { caller, iat: claims.iat, exp: claims.exp } : null;
  } catch {
    return null;
  }
}
