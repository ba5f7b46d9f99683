import type { Caller } from '../../../runtime/executor/caller.ts';
import type { AccessClaims } from './access-tokens.ts';

/** Who asks in one request, and what the request has done with sessions so far. */
export interface RequestSession {
  /** Who asks now: the person signed in, once the request has opened a session. */
  readonly caller: Caller;
  /** A session was opened: what follows in the request is asked by its person. */
  switchTo(claims: Omit<AccessClaims, 'expiresAt'>, accessToken: string): void;
  /** The session of who asks has ended. What follows in this request is still answered; the gateway asks nothing more by it. */
  markEnded(): void;
  /** For the gateway, beside data and errors: the new access token, null for an end; null when nothing was done. */
  extensions(): { readonly session: { readonly accessToken: string | null } } | null;
}

/** The session of a request that `first` sends; `changed` is called when somebody else asks from then on. */
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
