import type { Redis } from 'ioredis';
import { fault } from '../executor/faults.ts';
import { type Channel, createChannel } from '../streams/channel.ts';
import { defineLeaseCommands, parseLeases } from './lease-scripts.ts';
import { createWatches } from './lease-watches.ts';
import type { Leases } from './leases.ts';
import type { Signals } from './signals.ts';

/** Together with the check interval, restores a lease that Redis has lost within 9 s. Short leases are renewed more often. */
const RENEWAL_MS = 8_000;
const CHECK_INTERVAL_MS = 1_000;

const keyOf = (kind: string, key: string): string => `lease:${kind}:{${key}}`;

interface RenewedLease {
  readonly kind: string;
  readonly key: string;
  readonly member: string;
  readonly ttlMs: number;
  lastHeldAt: number;
}

/** Leases over one Redis connection; changes are published as signals. `clock` is monotonic, in milliseconds. */
export function createLeases(
  redis: Redis,
  signals: Signals,
  clock: () => number = () => performance.now(),
): Leases & { close(): void } {
  defineLeaseCommands(redis);
  const renewedLeases = new Set<RenewedLease>();
  const channels = new Set<Channel<readonly string[]>>();
  const topicOf = keyOf;

  const take = async (kind: string, key: string, member: string, ttlMs: number): Promise<void> => {
    const isNew = await redis.holdLease(keyOf(kind, key), member, ttlMs);
    if (isNew === 1) await signals.notify(topicOf(kind, key));
  };
  const drop = async (kind: string, key: string, member: string): Promise<void> => {
    const wasThere = await redis.releaseLease(keyOf(kind, key), member);
    if (wasThere === 1) await signals.notify(topicOf(kind, key));
  };
  const shorten = async ({ kind, key, member }: RenewedLease, ttlMs: number): Promise<void> => {
    await take(kind, key, member, ttlMs);
    // A watch waits for the expiry it has read: it must read the new one.
    await signals.notify(topicOf(kind, key));
  };
  const renew = (lease: RenewedLease) => {
    lease.lastHeldAt = clock();
    return take(lease.kind, lease.key, lease.member, lease.ttlMs).catch(() => {
      lease.lastHeldAt = Number.NEGATIVE_INFINITY;
    });
  };
  const renewDue = (): void => {
    const now = clock();
    for (const lease of renewedLeases) {
      if (now - lease.lastHeldAt >= Math.min(RENEWAL_MS, lease.ttlMs / 2.5) - 50) void renew(lease);
    }
  };
  /** Runs while there is something to renew. */
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    if (renewedLeases.size === 0) {
      clearInterval(timer);
      timer = undefined;
    } else renewDue();
  };
  // Redis may have lost its data: leases must be restored at once.
  const reclaim = (): void => {
    for (const lease of renewedLeases) void renew(lease);
  };
  redis.on('ready', reclaim);

  const read = async (kind: string, key: string) => parseLeases(await redis.readLeases(keyOf(kind, key)));
  const watches = createWatches(read, (kind, key, listener) => signals.on(topicOf(kind, key), listener));

  return {
    hold: (kind, key, member, ttlMs) => take(kind, key, member, ttlMs).catch(refuseWhileAway),
    release: (kind, key, member) => drop(kind, key, member).catch(refuseWhileAway),
    keep(kind, key, member, ttlMs) {
      const lease: RenewedLease = { kind, key, member, ttlMs, lastHeldAt: 0 };
      renewedLeases.add(lease);
      timer ??= setInterval(check, CHECK_INTERVAL_MS).unref();
      const firstRenewal = renew(lease);
      return {
        async close(graceMs = 0) {
          if (!renewedLeases.delete(lease)) return;
          await firstRenewal;
          const end = graceMs > 0 ? shorten(lease, graceMs) : drop(kind, key, member);
          await end.catch(() => undefined);
        },
      };
    },
    async members(kind, keys) {
      if (keys.length === 0) return [];
      const sets = await redis.readMembers(keys.length, ...keys.map((key) => keyOf(kind, key))).catch(() => null);
      return keys.map((_, at) => sets?.[at] ?? []);
    },
    watch(kind, key) {
      const channel = createChannel<readonly string[]>({ keepLast: true });
      channels.add(channel);
      const stop = watches.listen(kind, key, (members) => channel.push(members));
      return channel.iterate(() => {
        channels.delete(channel);
        stop();
      });
    },
    close() {
      clearInterval(timer);
      redis.off('ready', reclaim);
      renewedLeases.clear();
      for (const channel of channels) channel.end();
      watches.close();
    },
  };
}

function refuseWhileAway(): never {
  throw fault('UNAVAILABLE', 'Live status is temporarily unavailable. Try again.');
}
