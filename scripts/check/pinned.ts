import { lineAt } from './line-at.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'];

/** Manifests name exact versions or folders, and lock files no addresses: the registry is the reader's own. */
export const pinned = (tree: Tree): readonly Finding[] =>
  tree.files.flatMap((file) => {
    if (/(^|\/)package\.json$/.test(file.path)) return ranges(file);
    return /(^|\/)package-lock\.json$/.test(file.path) ? addresses(file) : [];
  });

function ranges({ path: file, text }: SourceFile): readonly Finding[] {
  const manifest: unknown = JSON.parse(text);
  return SECTIONS.flatMap((section) => versionsUnder(manifest, section))
    .filter(([, version]) => !EXACT.test(version) && !/^(\$|file:)/.test(version))
    .map(([name, version]) => ({
      file,
      line: lineAt(text, text.indexOf(`"${name}": "${version}"`)),
      rule: 'pinned',
      message: `\`${name}\` is not an exact version: ${version}`,
    }));
}

/** Name and version of every entry of a section; overrides nest. */
function versionsUnder(parent: unknown, section: string): readonly [string, string][] {
  const entries = Object.entries(parent ?? {}).filter(([key]) => key === section);
  const leaves = (value: unknown, name: string): readonly [string, string][] =>
    typeof value === 'string' ? [[name, value]] : Object.entries(value ?? {}).flatMap(([key, one]) => leaves(one, key));
  return entries.flatMap(([, value]: [string, unknown]) => leaves(value, section));
}

function addresses({ path: file, text }: SourceFile): readonly Finding[] {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => /"resolved":\s*"https?:/.test(line));
  const message = 'holds the address of a registry: install with omit-lockfile-registry-resolved';
  return index < 0 ? [] : [{ file, line: index + 1, rule: 'pinned', message }];
}
