import type { Caller } from '../../../runtime/executor/caller.ts';
import type { AccessClaims } from './access-tokens.ts';

/** The caller of one request, which changes when the request opens or ends a session. */
export interface RequestSession {
  /** The current caller: the signed-in user once the request has opened a session. */
  readonly caller: Caller;
  /** Continues the request as the user of a session that it opened. */
  switchTo(claims: Omit<AccessClaims, 'expiresAt'>, accessToken: string): void;
  /** Records that the caller's session has ended. This request continues; the gateway sends no further ones with it. */
  markEnded(): void;
  /** Response extensions for the gateway: the new access token, or null for an ended session; null without a change. */
  extensions(): { readonly session: { readonly accessToken: string | null } } | null;
}

/** Tracks the session of a request from `first`; calls `onCallerChange` when the caller changes. */
export function createRequestSession(first: Caller, onCallerChange: () => void): RequestSession {
  let caller = first;
  let sessionChange: { readonly accessToken: string | null } | null = null;
  return {
    get caller() {
      return caller;
    },
    switchTo({ userId, sessionId, scopes }, accessToken) {
      caller = { viewerId: userId, sessionId, scopes, service: null };
      sessionChange = { accessToken };
      onCallerChange();
    },
    markEnded() {
      sessionChange = { accessToken: null };
    },
    extensions: () => (sessionChange === null ? null : { session: sessionChange }),
  };
}
