import { explorerCurrent } from './check/explorer-current.ts';
import { readTree } from './check/read-tree.ts';
import { RULES } from './check/rules.ts';
import { supergraphCurrent } from './check/supergraph-current.ts';
import { generator, lint, types } from './check/tools.ts';
import type { Finding } from './check/tree.ts';

const root = process.cwd();
const started = performance.now();

// The tree is read and compared before anything is generated: generating mends what is stale, and nothing would show.
const tree = readTree(root);
const generatedThenTypes = async () => [
  ...(await generator(root, '--check')),
  ...(await generator(root, '--quiet')),
  ...(await types(root)),
];
const tools = Promise.all([lint(root), generatedThenTypes()]);
const found: Finding[] = [...RULES, supergraphCurrent].flatMap((rule) => rule(tree));
found.push(...explorerCurrent(root), ...(await tools).flat());

found.sort((left, right) => left.file.localeCompare(right.file) || left.line - right.line);
// Two tools may say the same: the generator fails on a contract both when it compares and when it writes.
const lines = new Set(found.map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`));
for (const line of lines) console.log(line);

const seconds = ((performance.now() - started) / 1000).toFixed(1);
const verdict = lines.size === 0 ? 'nothing to object to' : `${lines.size} findings`;
console.log(`check: ${verdict} in ${tree.files.length} files, ${seconds} s`);
process.exitCode = lines.size === 0 ? 0 : 1;
