import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { parseSupergraphConfig } from '../../runtime/supergraph-config.ts';
import type { SubgraphSource } from '../compose.ts';
import { UnreachableError } from './outcome.ts';

const run = promisify(execFile);

/** The sources of a supergraph at one moment: its contracts, and the documents that clients use. */
export interface Snapshot {
  /** Null where the moment has no supergraph yet. */
  readonly sources: readonly SubgraphSource[] | null;
  readonly documents: readonly { readonly file: string; readonly text: string }[];
}

/** Reads the working tree under `root`. Rejects with `UnreachableError` for a file that cannot be read. */
export async function readWorkingTree(root: string, config: string): Promise<Snapshot> {
  const read = async (file: string) => {
    try {
      return await readFile(join(root, file), 'utf8');
    } catch (error) {
      throw new UnreachableError(`${file}: cannot be read`, { cause: error });
    }
  };
  const names = await readdir(join(root, 'operations')).catch(() => []);
  return snapshotOf(
    config,
    await read(config),
    read,
    names.map((name) => `operations/${name}`),
  );
}

/** Reads what was committed at `ref`. Rejects with `UnreachableError` when git does not know it, or a file is not there. */
export async function readCommit(root: string, config: string, ref: string): Promise<Snapshot> {
  // What begins with a dash git would read as an option; no reference may.
  const commit = ref.startsWith('-') ? null : await git(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (commit === null) throw new UnreachableError(`${ref}: no such commit in this repository`);
  const show = (file: string) => git(root, ['show', `${commit.trim()}:./${file}`]);
  const configText = await show(config);
  if (configText === null) return { sources: null, documents: [] };
  const read = async (file: string) => {
    const text = await show(file);
    if (text === null) throw new UnreachableError(`${file}: cannot be read at ${ref}`);
    return text;
  };
  const listed = (await git(root, ['ls-tree', '--name-only', commit.trim(), 'operations/'])) ?? '';
  return snapshotOf(config, configText, read, listed.split('\n'));
}

async function snapshotOf(
  config: string,
  configText: string,
  read: (file: string) => Promise<string>,
  files: readonly string[],
): Promise<Snapshot> {
  const entries = parsedConfig(configText, config);
  const [sources, documents] = await Promise.all([
    Promise.all(
      entries.map(async (entry) => {
        const schemaFile = posix.join(posix.dirname(config), entry.schemaFile);
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
