import { clientNetwork } from '../../runtime/limits/client-network.ts';
import type { Bounds } from './bounds.ts';

/** One long-lived connection among those that are counted. */
export interface CountedConnection {
  /** Counts it for whom it belongs to from now on; null: a visitor. False when they have too many. */
  admit(viewerId: string | null): boolean;
  leave(): void;
}

/** Counts connections by person and by address, of this process alone. */
export interface ConnectionCounts {
  /** A socket that has just opened; null when its address has too many. */
  socket(ip: string | null): CountedConnection | null;
  /** A streamed answer; null when the person or the address has too many. */
  stream(ip: string | null, viewerId: string | null): CountedConnection | null;
}

type Tally = Map<string, number>;

/** Makes counts that begin with nothing. */
export function createConnectionCounts(bounds: Bounds): ConnectionCounts {
  const pending: Tally = new Map();
  const sockets = { byUser: new Map(), byAddress: new Map() };
  const streams = { byUser: new Map(), byAddress: new Map() };
  const socketBounds = { user: bounds.socketsPerUser, address: bounds.socketsPerAddress };
  const streamBounds = { user: bounds.streamsPerUser, address: bounds.streamsPerAddress };
  return {
    socket(ip) {
      const address = addressOf(ip);
      if (countOf(sockets.byAddress, address) >= bounds.socketsPerAddress) return null;
      if (!take(pending, address, bounds.pendingSocketsPerAddress)) return null;
      return counted(sockets, socketBounds, address, () => give(pending, address));
    },
    stream(ip, viewerId) {
      const connection = counted(streams, streamBounds, addressOf(ip), () => undefined);
      return connection.admit(viewerId) ? connection : null;
    },
  };
}

function counted(
  { byUser, byAddress }: { readonly byUser: Tally; readonly byAddress: Tally },
  most: { readonly user: number; readonly address: number },
  address: string,
  settle: () => void,
): CountedConnection {
  let state: 'pending' | 'admitted' | 'gone' = 'pending';
  let user: string | null = null;
  const belongTo = (viewerId: string | null): boolean => {
    if (user === viewerId) return true;
    if (viewerId !== null && !take(byUser, viewerId, most.user)) return false;
    if (user !== null) give(byUser, user);
    user = viewerId;
    return true;
  };
  return {
    admit(viewerId) {
      if (state === 'gone') return false;
      if (state === 'pending') {
        if (!take(byAddress, address, most.address)) return false;
        state = 'admitted';
        settle();
      }
      return belongTo(viewerId);
    },
    leave() {
      if (state === 'pending') settle();
      if (state === 'admitted') give(byAddress, address);
      if (user !== null) give(byUser, user);
      user = null;
      state = 'gone';
    },
  };
}

const countOf = (tally: Tally, key: string): number => tally.get(key) ?? 0;

function take(tally: Tally, key: string, most: number): boolean {
  const count = countOf(tally, key);
  if (count >= most) return false;
  tally.set(key, count + 1);
  return true;
}

function give(tally: Tally, key: string): void {
  const count = countOf(tally, key);
  if (count <= 1) tally.delete(key);
  else tally.set(key, count - 1);
}

/** An address as it is counted; empty where it is not known. */
export const addressOf = (ip: string | null): string => (ip === null ? '' : clientNetwork(ip));
