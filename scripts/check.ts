import { parseArgs } from 'node:util';
import { explorerCurrent } from './check/explorer-current.ts';
import { readTree } from './check/read-tree.ts';
import { RULES } from './check/rules.ts';
import { supergraphCurrent } from './check/supergraph-current.ts';
import { generator, lint, types } from './check/tools.ts';
import type { Finding } from './check/tree.ts';

const USAGE = `usage: npm run check                                    everything
       npm run check -- [--rules NAME,NAME] [PATH …]    rules of scripts/check alone, over paths that begin so`;

const root = process.cwd();
const started = performance.now();
const { rules, paths } = readArguments();
const isNarrowed = rules.length > 0 || paths.length > 0;

// The tree is read and compared before anything is generated: generating mends what is stale, and nothing would show.
const tree = readTree(root);
const found = isNarrowed ? narrowedFindings() : await allFindings();
found.sort((left, right) => left.file.localeCompare(right.file) || left.line - right.line);
// Two tools may say the same: the generator fails on a contract both when it compares and when it writes.
const lines = new Set(found.map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`));
for (const line of lines) console.log(line);

const seconds = ((performance.now() - started) / 1000).toFixed(1);
const verdict = lines.size === 0 ? 'no findings' : `${lines.size} findings`;
console.log(`check: ${verdict} in ${tree.files.length} files, ${seconds} s`);
process.exitCode = lines.size === 0 ? 0 : 1;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options: { rules: { type: 'string' } }, allowPositionals: true });
    return { rules: values.rules?.split(',') ?? [], paths: positionals };
  } catch {
    console.error(USAGE);
    process.exit(2);
  }
}

/** The findings of the named rules in the named paths. */
function narrowedFindings(): Finding[] {
  const isWanted = ({ rule, file }: Finding) =>
    (rules.length === 0 || rules.includes(rule)) && (paths.length === 0 || paths.some((path) => file.startsWith(path)));
  return RULES.flatMap((rule) => rule(tree)).filter(isWanted);
}

async function allFindings(): Promise<Finding[]> {
  const generatedThenTypes = async () => [
    ...(await generator(root, '--check')),
    ...(await generator(root, '--quiet')),
    ...(await types(root)),
  ];
  const tools = Promise.all([lint(root), generatedThenTypes()]);
  const findings = [...RULES, supergraphCurrent].flatMap((rule) => rule(tree));
  return [...findings, ...explorerCurrent(root), ...(await tools).flat()];
}
