import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parseSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import type { SubgraphSource } from '../compose.ts';
import { type Approval, parseApprovals } from './approvals.ts';
import { UnreachableError } from './outcome.ts';

const run = promisify(execFile);

/** The sources of a supergraph at one moment: its contracts, and the documents that clients use. */
export interface Snapshot {
  /** Null where the moment has no supergraph yet. */
  readonly sources: readonly SubgraphSource[] | null;
  readonly documents: readonly { readonly file: string; readonly text: string }[];
  /** Breaks that are wanted, as `schema-approvals.yaml` lists them. */
  readonly approvals: readonly Approval[];
}

const APPROVALS_FILE = 'schema-approvals.yaml';

/** Reads the working tree under `root`. Rejects with `UnreachableError` for a file that cannot be read. */
export async function readWorkingTree(root: string, config: string): Promise<Snapshot> {
  const read = async (file: string) => {
    try {
      return await readFile(resolve(root, file), 'utf8');
    } catch (error) {
      throw new UnreachableError(`${file}: cannot be read`, { cause: error });
    }
  };
  const names = await readdir(join(root, 'operations')).catch(() => []);
  const approvals = await readFile(join(root, APPROVALS_FILE), 'utf8').catch(() => null);
  return {
    ...(await snapshotOf(
      config,
      await read(config),
      read,
      names.map((name) => `operations/${name}`),
    )),
    approvals: approvals === null ? [] : parseApprovals(approvals, APPROVALS_FILE),
  };
}

/** Reads what was committed at `ref`. Rejects with `UnreachableError` when git does not know it, or a file is not there. */
export async function readCommit(root: string, config: string, ref: string): Promise<Snapshot> {
  // What begins with a dash git would read as an option; no reference may.
  const commit = ref.startsWith('-') ? null : await git(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (commit === null) throw new UnreachableError(`${ref}: no such commit in this repository`);
  const show = (file: string) => git(root, ['show', `${commit.trim()}:./${file}`]);
  const configText = await show(config);
  if (configText === null) return { sources: null, documents: [], approvals: [] };
  const read = async (file: string) => {
    const text = await show(file);
    if (text === null) throw new UnreachableError(`${file}: cannot be read at ${ref}`);
    return text;
  };
  const listed = (await git(root, ['ls-tree', '--name-only', commit.trim(), 'operations/'])) ?? '';
  const approvals = await show(APPROVALS_FILE);
  return {
    ...(await snapshotOf(config, configText, read, listed.split('\n'))),
    approvals: approvals === null ? [] : parseApprovals(approvals, `${ref}:${APPROVALS_FILE}`),
  };
}

async function snapshotOf(
  config: string,
  configText: string,
  read: (file: string) => Promise<string>,
  files: readonly string[],
): Promise<Omit<Snapshot, 'approvals'>> {
  const entries = parsedConfig(configText, config);
  const [sources, documents] = await Promise.all([
    Promise.all(
      entries.map(async (entry) => {
        const { schemaFile: given } = entry;
        const schemaFile = posix.isAbsolute(given) ? given : posix.join(posix.dirname(config), given);
        return { ...entry, schemaFile, sdl: await read(schemaFile) };
      }),
    ),
    Promise.all(
      files
        .filter((file) => file.endsWith('.graphql'))
        .sort()
        .map(async (file) => ({ file, text: await read(file) })),
    ),
  ]);
  return { sources, documents };
}

function parsedConfig(text: string, file: string) {
  try {
    return parseSupergraphConfig(text, file);
  } catch (error) {
    throw new UnreachableError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What git prints, null when it refuses. */
async function git(root: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run('git', [...args], { cwd: root, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch {
    return null;
  }
}
