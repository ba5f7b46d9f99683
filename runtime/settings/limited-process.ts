import { childEnvironment } from './configuration.ts';

/** What a process that reads files of strangers may take. */
export interface ProcessLimits {
  readonly cpuSeconds: number;
  /** Of each file that it writes. */
  readonly fileBytes: number;
  /** `lowest`: gets a seventieth of what others get. `low`: a tenth. */
  readonly priority: 'lowest' | 'low';
  /** Of its address space; null where it limits itself. */
  readonly memoryBytes: number | null;
}

/**
 * Nice values. The idle class of Linux slowed others down twice as much, probably as they wait for what a process of it holds of
 * the kernel.
 */
const NICENESS = { lowest: 19, low: 10 } as const;

/** What such a process needs of the environment: no secret. */
const NEEDED = ['PATH', 'LD_LIBRARY_PATH', 'NODE_COMPILE_CACHE'];

/** An arena of the allocator for each thread would be address space that nobody uses. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1' };

/**
 * The command that runs another one with limits, at low priority, and that ends with the process that starts it. Only
 * Linux has such limits (`setpriv` and `prlimit` of util-linux); elsewhere the command runs as it is, at low priority.
 */
export function limitedCommand(command: string, words: readonly string[], limits: ProcessLimits): [string, string[]] {
  const nice = ['nice', '-n', String(NICENESS[limits.priority]), command, ...words];
  if (process.platform !== 'linux') return ['nice', nice.slice(1)];
  const { cpuSeconds, fileBytes, memoryBytes } = limits;
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
      ...nice,
    ],
  ];
}

/** The environment of such a process. */
export function limitedEnvironment(): NodeJS.ProcessEnv {
  const own = childEnvironment(ALLOCATOR);
  return Object.fromEntries([...NEEDED, ...Object.keys(ALLOCATOR)].map((name) => [name, own[name]]));
}
