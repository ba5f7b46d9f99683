import type { Signals } from '../live/signals.ts';
import type { Job, QueueJob } from './job.ts';
import { repeatEvery, workUntilIdle } from './loops.ts';
import { createWakeSignal } from './wake-signal.ts';

/** Runs a job until `signal` aborts. Rejects when the job does. */
export async function runJob(job: Job, signals: Pick<Signals, 'on'>, signal: AbortSignal): Promise<void> {
  try {
    await (job.topic === undefined
      ? repeatEvery(job.everyMs, () => job.run(signal), signal)
      : runQueueJob(job, signals, signal));
  } finally {
    if (signal.aborted) await job.onStop?.();
  }
}

async function runQueueJob(job: QueueJob, signals: Pick<Signals, 'on'>, signal: AbortSignal): Promise<void> {
  const { wake, wait } = createWakeSignal();
  const unsubscribe = signals.on(job.topic, wake);
  try {
    const { pollMs, minIntervalMs = 0 } = job;
    await workUntilIdle({ pollMs, minIntervalMs, woken: wait }, () => job.run(signal, wake), signal);
  } finally {
    unsubscribe();
  }
}
