import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { lintFindings, staleFindings, typeFindings } from './tool-output.ts';
import type { Finding } from './tree.ts';

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

/** What the TypeScript compiler objects to. */
export async function types(root: string): Promise<readonly Finding[]> {
  const ended = await run(root, [bin('typescript', 'tsc'), '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json']);
  return findingsOf('types', ended, typeFindings(ended.output));
}

/** What the linter and formatter object to, warnings included. */
export async function lint(root: string): Promise<readonly Finding[]> {
  const flags = ['--reporter=github', '--max-diagnostics=none', '--error-on-warnings', '--colors=off'];
  const ended = await run(root, [bin('@biomejs/biome', 'biome'), 'ci', ...flags, '.']);
  return findingsOf('lint', ended, lintFindings(ended.output, root));
}

/** Runs the project's own generator; a finding when it exits with an error. */
export async function generator(root: string, flag: '--check' | '--quiet'): Promise<readonly Finding[]> {
  const ended = await run(root, [join('scripts', 'generate.ts'), flag]);
  return findingsOf('generated', ended, staleFindings(ended.output));
}

/** A tool that fails without saying where is itself a finding. */
function findingsOf(rule: string, { exitCode, output }: Ended, findings: readonly Finding[]): readonly Finding[] {
  if (exitCode === 0 || findings.length > 0) return findings;
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const message = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? `failed with exit code ${exitCode}`;
  return [{ file: 'package.json', line: 1, rule, message: message.trim() }];
}

const bin = (packageName: string, name: string): string => join('node_modules', packageName, 'bin', name);

function run(root: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', ({ message }) => resolve({ exitCode: null, output: message }));
    child.on('close', (exitCode) => resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
