import { readFileSync } from 'node:fs';

const CLOCK_TICKS_PER_SECOND = 100;
/** Fields of `/proc/<pid>/stat` behind the name, which may hold blanks: user and system time. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;
/** The same of children that have ended. */
const ENDED_USER_TIME = 13;
const ENDED_SYSTEM_TIME = 14;

/** Seconds of processor time that a process has used. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / CLOCK_TICKS_PER_SECOND;
}

/** Seconds of processor time that a server and its processes have used, those that ended included. */
export function serverCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ended = (Number(fields[ENDED_USER_TIME]) + Number(fields[ENDED_SYSTEM_TIME])) / CLOCK_TICKS_PER_SECOND;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + cpuSeconds(Number(child)), ended + cpuSeconds(pid));
}

/** Bytes of memory that a process holds. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}
