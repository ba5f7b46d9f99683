import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import { readOutput } from './process-output.ts';

/** A command of the project as a process of its own, with nothing of ours in its environment. */
export interface Command {
  readonly pid: number;
  /** Lines on standard output so far. */
  stdout(): string[];
  /** Lines on standard error so far. */
  stderr(): string[];
  /** Waits until `name` says that it is ready and answers with its address. @throws an error with all that was said. */
  readyUrl(name: string): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code when the process has ended; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Whether it has left a process of its own behind; waits for such a process to end. */
  hasNoChildren(): Promise<boolean>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Commands of one test file. */
export type Commands = ReturnType<typeof createCommands>;

/** Commands of one test file, ended and cleaned up together. */
export function createCommands() {
  const dataDir = mkdtempSync(join(tmpdir(), 'command-'));
  const children: ChildProcess[] = [];
  return {
    dataDir,
    /** Starts `scripts/<name>.ts`. */
    run(
      name: 'start' | 'serve' | 'events' | 'ledger' | 'migrate' | 'move' | 'import' | 'verify',
      args: readonly string[],
      environment: Readonly<Record<string, string>>,
    ): Command {
      // A group of its own, so that what it leaves behind can be found.
      const child = spawn(process.execPath, [...wordsOf(name), ...args], {
        cwd: ROOT,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          DATA_DIR: dataDir,
          ENV_FILE: 'none',
          LOG_FORMAT: 'json',
          ...environment,
        },
      });
      children.push(child);
      return commandOf(child);
    },
    async close() {
      for (const child of children) endGroup(child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What package.json runs under this name, after `node`: a test of a command is a test of that. */
function wordsOf(name: string): string[] {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const [program, ...words] = (scripts[name] ?? '').split(' ');
  if (program !== 'node') throw new Error(`package.json runs no Node for ${name}.`);
  return words;
}

function commandOf(child: ChildProcess): Command {
  const pid = child.pid ?? 0;
  return {
    pid,
    stdout: linesOf(child.stdout),
    stderr: linesOf(child.stderr),
    readyUrl: readOutput(child).readyUrl,
    signal: (name) => void child.kill(name),
    ended: once(child, 'close').then(() => child.exitCode),
    hasNoChildren: () =>
      eventually(() => !isGroupAlive(pid), 'the group to be empty').then(
        () => true,
        () => false,
      ),
  };
}

function linesOf(stream: NodeJS.ReadableStream | null): () => string[] {
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return () => text.split('\n').filter((line) => line !== '');
}

function isGroupAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined && isGroupAlive(pid)) process.kill(-pid, 'SIGKILL');
}
