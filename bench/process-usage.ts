import { readdirSync, readFileSync } from 'node:fs';

const CLOCK_TICKS_PER_SECOND = 100;
/** Fields of `/proc/<pid>/stat` behind the name, which may hold blanks: user and system time. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;
/** The same of children that have ended. */
const CHILDREN_USER_TIME = 13;
const CHILDREN_SYSTEM_TIME = 14;
const PARENT = 1;

const statOf = (pid: number): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

/** Seconds of processor time that a process has used. */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / CLOCK_TICKS_PER_SECOND;
}

/** Bytes of memory that a process holds. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}

/** The process and everything that it has started and that still runs. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = orNull(() => Number(statOf(pid)[PARENT]));
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Seconds of processor time of a tree, with those of its processes that have ended meanwhile. */
export function treeCpuSeconds(root: number): number {
  const ticks = processTree(root).map((pid) => {
    const fields = orNull(() => statOf(pid)) ?? [];
    return [USER_TIME, SYSTEM_TIME, CHILDREN_USER_TIME, CHILDREN_SYSTEM_TIME].map((at) => Number(fields[at] ?? 0));
  });
  return ticks.flat().reduce((sum, each) => sum + each, 0) / CLOCK_TICKS_PER_SECOND;
}

/** Bytes of memory of a tree, with pages that several processes share divided among them. */
export function proportionalBytes(root: number): number {
  const sizes = processTree(root).map((pid) => {
    const rollup = orNull(() => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup ?? '')?.[1] ?? 0) * 1_024;
  });
  return sizes.reduce((sum, each) => sum + each, 0);
}

/** A process may end between its listing and its reading. */
function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}
