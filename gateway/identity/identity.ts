import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';

/** Who a client has shown to be, and until when. */
export interface Identity {
  readonly caller: Caller;
  /** When the token ends; null for a visitor. */
  readonly expiresAt: Date | null;
}

/**
 * Whether the token of what stays open has ended. Without the leeway that requests have for clocks that differ: a stream
 * that began within it would be ended by the next sweep, and its client would come back with the same token.
 */
export const hasEnded = ({ expiresAt }: Pick<Identity, 'expiresAt'>, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now;

/**
 * Turns the value of an `Authorization` header into an identity; without one, a visitor.
 *
 * @throws a fault `UNAUTHENTICATED` for a token that is bad, expired or revoked, `UNAVAILABLE` while no keys can be had.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Identity>;

/** The identity of who comes without a token. */
export const VISITOR: Identity = { caller: ANONYMOUS, expiresAt: null };
