import { clientNetwork } from '../../runtime/limits/client-network.ts';
import type { Bounds } from './bounds.ts';

export interface CountedConnection {
  /** Counts the connection for its owner from now on; null: a visitor. False when the owner has too many. */
  assign(viewerId: string | null): boolean;
  /** Removes the connection from all counts. Safe to call twice. */
  release(): void;
}

/** Counts the open connections of this process by person and by address. */
export interface ConnectionCounts {
  /** Counts a socket that has just opened; null when its address has too many. */
  socket(ip: string | null): CountedConnection | null;
  /** Counts a streamed response; null when the person or the address has too many. */
  stream(ip: string | null, viewerId: string | null): CountedConnection | null;
}

type Tally = Map<string, number>;

/** Creates counts of no connection yet. */
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
      if (!increment(pending, address, bounds.pendingSocketsPerAddress)) return null;
      return counted(sockets, socketBounds, address, () => decrement(pending, address));
    },
    stream(ip, viewerId) {
      const connection = counted(streams, streamBounds, addressOf(ip), () => undefined);
      return connection.assign(viewerId) ? connection : null;
    },
  };
}

function counted(
  { byUser, byAddress }: { readonly byUser: Tally; readonly byAddress: Tally },
  max: { readonly user: number; readonly address: number },
  address: string,
  endPending: () => void,
): CountedConnection {
  let state: 'pending' | 'assigned' | 'released' = 'pending';
  let user: string | null = null;
  const setOwner = (viewerId: string | null): boolean => {
    if (user === viewerId) return true;
    if (viewerId !== null && !increment(byUser, viewerId, max.user)) return false;
    if (user !== null) decrement(byUser, user);
    user = viewerId;
    return true;
  };
  return {
    assign(viewerId) {
      if (state === 'released') return false;
      if (state === 'pending') {
        if (!increment(byAddress, address, max.address)) return false;
        state = 'assigned';
        endPending();
      }
      return setOwner(viewerId);
    },
    release() {
      if (state === 'pending') endPending();
      if (state === 'assigned') decrement(byAddress, address);
      if (user !== null) decrement(byUser, user);
      user = null;
      state = 'released';
    },
  };
}

const countOf = (tally: Tally, key: string): number => tally.get(key) ?? 0;

function increment(tally: Tally, key: string, max: number): boolean {
  const count = countOf(tally, key);
  if (count >= max) return false;
  tally.set(key, count + 1);
  return true;
}

function decrement(tally: Tally, key: string): void {
  const count = countOf(tally, key);
  if (count <= 1) tally.delete(key);
  else tally.set(key, count - 1);
}

/** The network that an address is counted by; empty where the address is unknown. */
export const addressOf = (ip: string | null): string => (ip === null ? '' : clientNetwork(ip));
