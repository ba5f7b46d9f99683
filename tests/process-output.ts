import type { ChildProcess } from 'node:child_process';
import { eventually } from './eventually.ts';

/** What a part has output of itself when it became ready. */
export interface ReadyPart {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
}

/** The output of a started process and its children so far, standard output and standard error together. */
export interface ProcessOutput {
  text(): string;
  /** The parts that have logged that they are ready, oldest first; a restarted part is listed again. */
  ready(): ReadyPart[];
  /** Waits until `name` is ready; resolves to its address. @throws an error with all output: it ended, or was too slow. */
  readyUrl(name: string): Promise<string>;
}

/** Listens to a process that was started with pipes. */
export function readOutput(child: ChildProcess): ProcessOutput {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const urlOf = (name: string): string | undefined => readyParts(output).findLast((part) => part.name === name)?.url;
  return {
    text: () => output,
    ready: () => readyParts(output),
    async readyUrl(name) {
      try {
        await eventually(() => urlOf(name) !== undefined || hasEnded(), `${name} to be ready`);
      } catch (cause) {
        throw new Error(`It did not start:\n${output}`, { cause });
      }
      const url = urlOf(name);
      if (url === undefined) throw new Error(`It ended with ${child.exitCode ?? child.signalCode}:\n${output}`);
      return url;
    },
  };
}

const readyParts = (output: string): ReadyPart[] =>
  [...output.matchAll(/^\{.*"msg":"(\w+) is ready"\}$/gm)].map(([line, name = '']) => {
    const { url, pid }: { url: string; pid: number } = JSON.parse(line);
    return { name, url, pid };
  });
