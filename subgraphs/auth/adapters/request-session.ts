import type { Caller } from '../../../runtime/executor/caller.ts';
import type { AccessClaims } from './access-tokens.ts';

/** Who asks in one request, and what the request has done with sessions so far. */
export interface RequestSession {
  /** Who asks now: the person signed in, once the request has opened a session. */
  readonly caller: Caller;
  /** A session was opened: what follows in the request is asked by its person. */
  enter(claims: Omit<AccessClaims, 'expiresAt'>, accessToken: string): void;
  /** The session of who asks has ended. What follows in this request is still answered; the gateway asks nothing more by it. */
  end(): void;
  /** For the gateway, beside data and errors: the new access token, null for an end; null when nothing was done. */
  extensions(): { readonly session: { readonly accessToken: string | null } } | null;
}

/** The session of a request that `first` sends; `changed` is called when somebody else asks from then on. */
export function createRequestSession(first: Caller, changed: () => void): RequestSession {
  let caller = first;
  let told: { readonly accessToken: string | null } | null = null;
  return {
    get caller() {
      return caller;
    },
    enter({ userId, sessionId, scopes }, accessToken) {
      caller = { viewerId: userId, sessionId, scopes, service: null };
      told = { accessToken };
      changed();
    },
    end() {
      told = { accessToken: null };
    },
    extensions: () => (told === null ? null : { session: told }),
  };
}
