import { eraseUsers } from '../erasure/erase-users.ts';
import { whenUserDeleted } from '../erasure/when-user-deleted.ts';
import { runConsumer } from '../events/consumer.ts';
import { userDeleted } from '../events/erasure-events.ts';
import { relayTopic } from '../events/event-stream.ts';
import type { Reaction } from '../events/reaction.ts';
import { runRelay } from '../events/relay.ts';
import type { Job } from '../jobs/job.ts';
import { runJob } from '../jobs/run-job.ts';
import { createWakeSignal } from '../jobs/wake-signal.ts';
import { pause } from '../resilience/pause.ts';
import { runWork } from '../work/run-work.ts';
import type { Domain } from './domain.ts';
import type { CallDomain, Host, ProcessRole } from './host.ts';
import { measureWork } from './measure-work.ts';
import { pruneExpired } from './prune-expired.ts';

const RESTART_MS = 1_000;
/** A page of a snapshot may take longer than what a client waits for. */
const SNAPSHOT_TIMEOUT_MS = 2_000;

/** A loop that runs until `signal` aborts. */
interface Worker {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** A domain's background work in this process. */
export interface Workers {
  /** Says that the outbox may hold news, to whichever process relays it. */
  wakeRelay(): void;
  close(): Promise<void>;
}

/**
 * Works on the domain's queue; relays, consumes, erases and runs jobs wherever this process leads the domain. A worker
 * process does nothing but the work that is left to it.
 */
export function startWorkers<Context, Store>(name: string, domain: Domain<Context, Store>, host: Host): Workers {
  const wakeSignal = createWakeSignal();
  const unsubscribe = host.signals.on(relayTopic(name), wakeSignal.wake);
  let isLeader: () => boolean = () => false;
  const wakeRelay = (): void => {
    if (isLeader()) wakeSignal.wake();
    else void host.signals.notify(relayTopic(name));
  };

  const { database, jobs = [] } = domain;
  const { log, now, redis, role, signals } = host;
  const work = workOf(domain, role);
  const ask: CallDomain = (domain, document, variables, caller) =>
    host.ask(domain, document, variables, caller, { withinMs: SNAPSHOT_TIMEOUT_MS });
  const deletions = createWakeSignal();
  const reactions = reactionsOf(name, domain, deletions.wake);
  const relay: Worker = {
    name: 'relay',
    run: (signal) => runRelay({ producer: name, database, redis, log, now, woken: wakeSignal.wait }, signal),
  };
  const consumer: Worker = {
    name: 'consumer',
    run: (signal) =>
      runConsumer(
        {
          consumer: name,
          database,
          reactions,
          redis,
          streams: host.eventStreams,
          signals,
          ask,
          log,
          onHandled: wakeRelay,
        },
        signal,
      ),
  };
  const { eraseUser } = domain;
  const erasing: Worker[] =
    eraseUser === undefined
      ? []
      : [
          {
            name: 'erase-users',
            run: (signal) =>
              eraseUsers(
                { domain: name, database, eraseUser, now, log, woken: deletions.wait, onErased: wakeRelay },
                signal,
              ),
          },
        ];
  const workerOf = (job: Job): Worker => ({ name: job.name, run: (signal) => runJob(job, signals, signal) });
  const measuring = measureWork(name, database.sql, host);
  const leaderJobs = [
    pruneExpired(database.sql, now),
    ...jobs,
    ...((domain.work ?? []).length > 0 ? [measuring.job] : []),
  ];
  const all = [relay, ...(reactions.length > 0 ? [consumer] : []), ...erasing, ...leaderJobs.map(workerOf)];
  const election =
    role === 'worker'
      ? null
      : host.electLeader({
          databaseUrl: host.directDatabaseUrl,
          name: `${name}.workers`,
          work: async (signal) => {
            await Promise.all(all.map((worker) => keepRunning(worker, host, signal)));
          },
        });
  if (election !== null) isLeader = election.isLeader;

  const stopWork = new AbortController();
  const { onRunning } = measuring;
  const options = { domain: name, database, handlers: work, signals, log, now, random: Math.random, onRunning };
  const queue: Worker = { name: 'work', run: (signal) => runWork({ ...options, onCompleted: wakeRelay }, signal) };
  const working = work.length > 0 ? keepRunning(queue, host, stopWork.signal) : undefined;

  return {
    wakeRelay,
    async close() {
      unsubscribe();
      stopWork.abort();
      await Promise.all([election?.close(), working]);
    },
  };
}

const workOf = <Store>({ work = [] }: Pick<Domain<unknown, Store>, 'work'>, role: ProcessRole) =>
  work.filter(({ runsIn }) => role === 'all' || (runsIn ?? 'service') === role);

/** What a domain does on events, with what every domain that erases does. */
export const reactionsOf = <Store>(
  name: string,
  { reactions = [], eraseUser }: Pick<Domain<unknown, Store>, 'reactions' | 'eraseUser'>,
  onDeleted: () => void,
): readonly Reaction<Store>[] =>
  // The domain that publishes it has recorded it already.
  eraseUser === undefined || userDeleted.name.startsWith(`${name}.`)
    ? reactions
    : [...reactions, whenUserDeleted(onDeleted)];

async function keepRunning({ name, run }: Worker, { log }: Host, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await run(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, job: name }, 'a job failed; starting it again');
      await pause(RESTART_MS, signal);
    }
  }
}
