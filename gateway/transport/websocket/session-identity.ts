import { type Authenticate, hasEnded, type Identity } from '../../identity/identity.ts';
import { programIn } from '../client/client-program.ts';
import { CLOSE } from './close-codes.ts';
import type { SocketSession } from './websocket-session.ts';

/** What the identity of a socket is verified with. */
export interface IdentityParts {
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly now: () => Date;
}

/** Sets the identity by a `connection_init` payload; false for a bad token, or when its person has too many sockets. */
export async function beginSession(
  session: SocketSession,
  params: Readonly<Record<string, unknown>> | undefined,
  { authenticate, now }: IdentityParts,
): Promise<boolean> {
  const { webSocket, counted } = session;
  session.program ??= programIn(params);
  try {
    if (authenticate !== null) session.identity = await authenticate(authorizationOf(params) ?? session.authorization);
  } catch {
    return false;
  } finally {
    session.authorization = undefined;
  }
  if (hasEnded(session.identity, now())) return false;
  if (webSocket.readyState === webSocket.OPEN && counted.assign(session.identity.caller.viewerId)) return true;
  webSocket.close(CLOSE.tryAgainLater, 'Too many sockets');
  return false;
}

/** Accepts a new token of the same person. Null: the token is not accepted, and the socket is being closed. */
export async function renewSession(
  session: SocketSession,
  authorization: string,
  { authenticate, now }: IdentityParts & { readonly authenticate: Authenticate },
): Promise<Identity | null> {
  const { webSocket, counted } = session;
  const renewed = await authenticate(authorization).catch(() => null);
  const { viewerId } = session.identity.caller;
  const isSame = viewerId === null || renewed?.caller.viewerId === viewerId;
  if (renewed === null || !isSame || hasEnded(renewed, now())) webSocket.close(session.refusalCode, 'Forbidden');
  else if (!counted.assign(renewed.caller.viewerId)) webSocket.close(CLOSE.tryAgainLater, 'Too many sockets');
  else {
    session.identity = renewed;
    return renewed;
  }
  return null;
}

/** The value of the `authorization` property in a payload of the client. */
export function authorizationOf(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  const value: unknown = Reflect.get(params, 'authorization') ?? Reflect.get(params, 'Authorization');
  return typeof value === 'string' ? value : undefined;
}
