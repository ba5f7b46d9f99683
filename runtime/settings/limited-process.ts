import { childEnvironment } from './configuration.ts';

/** What a process that reads files of strangers may take. */
export interface ProcessLimits {
  readonly cpuSeconds: number;
  /** Of each file that it writes. */
  readonly fileBytes: number;
  /** `idle`: runs while nothing else wants the processor. `low`: gets a tenth of what others get. */
  readonly priority: 'idle' | 'low';
  /** Of its address space; null where it limits itself. */
  readonly memoryBytes: number | null;
}

/** Nice values; the lowest of Linux stands for `idle` where there is no such class. */
const NICENESS = { idle: 19, low: 10 } as const;

/** What such a process needs of the environment: no secret. */
const NEEDED = ['PATH', 'LD_LIBRARY_PATH', 'NODE_COMPILE_CACHE'];

/** An arena of the allocator for each thread would be address space that nobody uses. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1' };

/**
 * The command that runs another one with limits, at low priority, and that ends with the process that starts it. Only
 * Linux has such limits (`setpriv`, `prlimit` and `chrt` of util-linux); elsewhere the command runs as it is, at low priority.
 */
export function limitedCommand(command: string, words: readonly string[], limits: ProcessLimits): [string, string[]] {
  const nice = ['nice', '-n', String(NICENESS[limits.priority]), command, ...words];
  if (process.platform !== 'linux') return ['nice', nice.slice(1)];
  const { cpuSeconds, fileBytes, memoryBytes, priority } = limits;
  return [
    'setpriv',
    [
      ...[
        '--pdeathsig',
        'KILL',
        'prlimit',
        '--core=0',
        `--cpu=${cpuSeconds}:${cpuSeconds + 1}`,
        `--fsize=${fileBytes}`,
      ],
      ...(memoryBytes === null ? [] : [`--as=${memoryBytes}`]),
      // A process of this class gives way at once to any that wakes up.
      ...(priority === 'idle' ? ['chrt', '--idle', '0'] : []),
      ...nice,
    ],
  ];
}

/** The environment of such a process. */
export function limitedEnvironment(): NodeJS.ProcessEnv {
  const own = childEnvironment(ALLOCATOR);
  return Object.fromEntries([...NEEDED, ...Object.keys(ALLOCATOR)].map((name) => [name, own[name]]));
}
