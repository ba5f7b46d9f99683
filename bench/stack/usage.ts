import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of processor time by kind of process. */
export interface Usage {
  readonly node: number;
  readonly postgres: number;
  readonly redis: number;
}

const CLOCK_TICKS_PER_SECOND = 100;

/** Processor time so far. A process counts with the processes that it has started, ended ones included. */
export function usageOf(pids: { readonly node: number; readonly postgres: number; readonly redis: number }): Usage {
  const processes = readProcesses();
  return {
    node: secondsOf(processes, pids.node),
    postgres: secondsOf(processes, pids.postgres),
    redis: secondsOf(processes, pids.redis),
  };
}

/** What was used between two readings. */
export const usageBetween = (before: Usage, after: Usage): Usage => ({
  node: after.node - before.node,
  postgres: after.postgres - before.postgres,
  redis: after.redis - before.redis,
});

interface ProcessTimes {
  readonly parent: number;
  /** Its own and that of children that it has waited for. */
  readonly ticks: number;
}

function secondsOf(processes: ReadonlyMap<number, ProcessTimes>, pid: number): number {
  let ticks = processes.get(pid)?.ticks ?? 0;
  for (const [child, { parent }] of processes)
    if (parent === pid) ticks += secondsOf(processes, child) * CLOCK_TICKS_PER_SECOND;
  return ticks / CLOCK_TICKS_PER_SECOND;
}

function readProcesses(): Map<number, ProcessTimes> {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat === null) continue;
    // After the name in brackets, which may hold spaces: the parent is the 2nd, the times are the 12th to 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    processes.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  return processes;
}

function readStat(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
}
