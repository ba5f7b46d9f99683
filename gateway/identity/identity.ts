import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';

/** An authenticated caller, and when the token expires. */
export interface Identity {
  readonly caller: Caller;
  /** When the token expires; null for a visitor. */
  readonly expiresAt: Date | null;
}

/**
 * Whether the token of an open connection has expired. There is no clock tolerance here, unlike for requests: otherwise a
 * stream opened within the tolerance would be closed by the next sweep, and its client would reconnect with the same token.
 */
export const hasEnded = ({ expiresAt }: Pick<Identity, 'expiresAt'>, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now;

/**
 * Verifies the value of an `Authorization` header; without one, the identity is a visitor.
 *
 * @throws a fault `UNAUTHENTICATED` for an invalid, expired or revoked token, `UNAVAILABLE` while no keys can be fetched.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Identity>;

/** The identity of a client without a token. */
export const VISITOR: Identity = { caller: ANONYMOUS, expiresAt: null };
