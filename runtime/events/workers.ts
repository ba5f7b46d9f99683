import { setTimeout } from 'node:timers/promises';
import { eraseUsers } from '../erasure/erase-users.ts';
import { whenUserDeleted } from '../erasure/when-user-deleted.ts';
import type { Domain, Job } from '../subgraph/domain.ts';
import type { Host } from '../subgraph/host.ts';
import { runConsumer } from './consumer.ts';
import { userDeleted } from './erasure-events.ts';
import { relayTopic } from './event-stream.ts';
import { createLatch } from './latch.ts';
import { lead } from './leader.ts';
import type { Reaction } from './reaction.ts';
import { runRelay } from './relay.ts';

const RESTART_MS = 1_000;

/** A domain's background work in this process. */
export interface Workers {
  /** Says that the outbox may hold news, to whichever process relays it. */
  nudge(): void;
  close(): Promise<void>;
}

/** Relays, consumes, erases and runs jobs wherever this process leads the domain. */
export function startWorkers<Context, Store>(name: string, domain: Domain<Context, Store>, host: Host): Workers {
  const latch = createLatch();
  const unlisten = host.bell.on(relayTopic(name), latch.release);
  let leads: () => boolean = () => false;
  const nudge = (): void => {
    if (leads()) latch.release();
    else void host.bell.ring(relayTopic(name));
  };

  const { database, jobs = [] } = domain;
  const { log, now, redis, bell } = host;
  const told = createLatch();
  const reactions = reactionsOf(name, domain, told.release);
  const relay: Job = {
    name: 'relay',
    run: (signal) => runRelay({ producer: name, database, redis, log, now, nudged: latch.wait }, signal),
  };
  const consumer: Job = {
    name: 'consumer',
    run: (signal) => {
      const connection = host.openBlockingRedis();
      return runConsumer(
        { consumer: name, database, reactions, redis: connection, bell, log, onHandled: nudge },
        signal,
      );
    },
  };
  const { eraseUser } = domain;
  const erasing: Job[] =
    eraseUser === undefined
      ? []
      : [
          {
            name: 'erase-users',
            run: (signal) =>
              eraseUsers({ domain: name, database, eraseUser, now, log, nudged: told.wait, onErased: nudge }, signal),
          },
        ];
  const duties = [relay, ...(reactions.length > 0 ? [consumer] : []), ...erasing, ...jobs];
  const candidate = lead({
    databaseUrl: host.databaseUrl,
    name: `${name}.workers`,
    log,
    work: async (signal) => {
      await Promise.all(duties.map((duty) => keepRunning(duty, host, signal)));
    },
  });
  leads = candidate.leads;

  return {
    nudge,
    async close() {
      unlisten();
      await candidate.close();
    },
  };
}

/** What a domain does on events, with what every domain that erases does. */
export const reactionsOf = <Store>(
  name: string,
  { reactions = [], eraseUser }: Pick<Domain<unknown, Store>, 'reactions' | 'eraseUser'>,
  onDeleted: () => void,
): readonly Reaction<Store>[] =>
  // The domain that tells it has noted it already.
  eraseUser === undefined || userDeleted.name.startsWith(`${name}.`)
    ? reactions
    : [...reactions, whenUserDeleted(onDeleted)];

async function keepRunning(duty: Job, { log }: Host, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await duty.run(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, job: duty.name }, 'a job failed; starting it again');
      await setTimeout(RESTART_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
