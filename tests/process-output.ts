import type { ChildProcess } from 'node:child_process';
import { eventually } from './eventually.ts';

/** What a part has said of itself when it became ready. */
export interface ReadyPart {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
}

/** What a started process and its children have said so far, on standard output and standard error together. */
export interface ProcessOutput {
  text(): string;
  /** What has said that it is ready, oldest first; a part that was started again is there again. */
  ready(): ReadyPart[];
  /** Waits until `name` is ready and answers with its address. @throws an error with all that was said: it ended, or was too slow. */
  readyUrl(name: string): Promise<string>;
}

/** Listens to a process that was started with pipes. */
export function readOutput(child: ChildProcess): ProcessOutput {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const urlOf = (name: string): string | undefined => readyParts(said).findLast((part) => part.name === name)?.url;
  return {
    text: () => said,
    ready: () => readyParts(said),
    async readyUrl(name) {
      try {
        await eventually(() => urlOf(name) !== undefined || hasEnded(), `${name} to be ready`);
      } catch (cause) {
        throw new Error(`It did not start:\n${said}`, { cause });
      }
      const url = urlOf(name);
      if (url === undefined) throw new Error(`It ended with ${child.exitCode ?? child.signalCode}:\n${said}`);
      return url;
    },
  };
}

const readyParts = (said: string): ReadyPart[] =>
  [...said.matchAll(/^\{.*"msg":"(\w+) is ready"\}$/gm)].map(([line, name = '']) => {
    const { url, pid }: { url: string; pid: number } = JSON.parse(line);
    return { name, url, pid };
  });
