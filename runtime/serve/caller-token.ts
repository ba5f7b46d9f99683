import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Caller } from '../executor/caller.ts';
import { type ClockDifferences, MAX_CLOCK_DIFFERENCE_SECONDS } from './clock-differences.ts';

const TTL_SECONDS = 30;
/** A token is handed out again for so long, and then has ten seconds to live. */
const REUSE_MS = 20_000;
const CACHED = 10_000;
const ISSUER = 'caller';

const CALLER = z.object({
  viewerId: z.string().nullable(),
  sessionId: z.string().nullable(),
  scopes: z.array(z.string()),
  service: z.string().nullable(),
});

/** Signs callers for one audience after another; the same caller gets the same token for 20 s. */
export interface CallerSigner {
  /** A token that the subgraph `audience` accepts for 30 s. */
  sign(caller: Caller, audience: string): string;
}

const kidOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16);

/**
 * A signer with a private ES256 key in PEM. By `elapsedMs`, which only ever grows, a token is too old to be handed out
 * again: a clock that is set back must not keep it for longer than it lives.
 */
export function createCallerSigner(
  privatePem: string,
  now: () => Date,
  elapsedMs: () => number = () => performance.now(),
): CallerSigner {
  const privateKey = createPrivateKey(privatePem);
  const keyid = kidOf(createPublicKey(privateKey));
  const known = new Map<string, { token: string; until: number }>();
  return {
    sign(caller, audience) {
      const key = JSON.stringify([audience, caller.viewerId, caller.sessionId, caller.scopes, caller.service]);
      const before = known.get(key);
      if (before !== undefined && before.until > elapsedMs()) return before.token;
      const at = Math.floor(now().getTime() / 1000);
      const claims = { iss: ISSUER, aud: audience, iat: at, exp: at + TTL_SECONDS, caller };
      const token = jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid });
      known.delete(key);
      known.set(key, { token, until: elapsedMs() + REUSE_MS });
      if (known.size > CACHED) known.delete(known.keys().next().value ?? '');
      return token;
    },
  };
}

/**
 * The public half of a signing key as a JWKS, for `CALLER_KEYS`. With `service` it is the key of that domain alone: it
 * signs no scopes and for no other domain.
 */
export function callerKeySet(privatePem: string, service?: string): { keys: JsonWebKey[] } {
  const key = createPublicKey(createPrivateKey(privatePem));
  const owner = service === undefined ? {} : { service };
  return { keys: [{ ...key.export({ format: 'jwk' }), kid: kidOf(key), alg: 'ES256', use: 'sig', ...owner }] };
}

/** Checks callers' tokens for one audience. */
export interface CallerVerifier {
  /** The caller, or null for anything but a valid token for this audience. */
  verify(token: string): Caller | null;
}

/** Under which name a verifier notes the clock of those who sign. */
const CALLERS = 'callers';

/**
 * A verifier that knows the keys of `keySet`; pinned to ES256. Clocks may be two minutes apart; a token of another time is
 * refused, and `clocks` takes note of it.
 */
export function createCallerVerifier(
  keySet: { readonly keys: readonly JsonWebKey[] },
  audience: string,
  now: () => Date,
  clocks?: Pick<ClockDifferences, 'note'>,
): CallerVerifier {
  const keys = new Map(keySet.keys.map((jwk) => [String(jwk['kid']), trustedKeyOf(jwk)]));
  const known = new Map<string, { caller: Caller; until: number }>();
  return {
    verify(token) {
      const at = Math.floor(now().getTime() / 1000);
      const before = known.get(token);
      if (before !== undefined && before.until > at) return before.caller;
      const checked = check(token, keys, audience);
      if (checked === null) return null;
      const difference = clockDifference(checked, at);
      clocks?.note(CALLERS, difference);
      if (Math.abs(difference) > MAX_CLOCK_DIFFERENCE_SECONDS) return null;
      known.set(token, { caller: checked.caller, until: checked.exp + MAX_CLOCK_DIFFERENCE_SECONDS });
      if (known.size > CACHED) known.delete(known.keys().next().value ?? '');
      return checked.caller;
    },
  };
}

interface TrustedKey {
  readonly key: KeyObject;
  /** The domain whose key it is; null for a gateway's. */
  readonly service: string | null;
}

const trustedKeyOf = (jwk: JsonWebKey): TrustedKey => ({
  key: createPublicKey({ key: jwk, format: 'jwk' }),
  service: typeof jwk['service'] === 'string' ? jwk['service'] : null,
});

/** A domain asks in its own name or for a person; what only a role may do is never asked for by a domain. */
const maySign = ({ service }: TrustedKey, caller: Caller): boolean =>
  service === null || (caller.scopes.length === 0 && (caller.service === null || caller.service === service));

/** Seconds that the signer's clock is ahead at least, negative for behind; 0 for a token within its life. */
function clockDifference({ iat, exp }: { readonly iat: number; readonly exp: number }, at: number): number {
  if (iat > at) return iat - at;
  return exp < at ? exp - at : 0;
}

/** Whatever its time is. */
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
