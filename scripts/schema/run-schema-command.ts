import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTree } from '../check/read-tree.ts';
import { SCHEMA_RULES } from '../check/rules.ts';
import { annotationLine } from './annotations.ts';
import { checkAgainst, differencesFrom } from './compare.ts';
import { notComposed } from './composition-problems.ts';
import { manifestOf } from './manifest.ts';
import { EXIT, type Outcome, UnreachableError, UsageError } from './outcome.ts';
import { publicContract } from './public-schema.ts';
import { readWorkingTree } from './snapshot.ts';
import { writeOutput } from './write-output.ts';

/** What `npm run schema -- --help` prints. */
export const HELP = `npm run schema -- <command> [options]

  compose                composes the subgraphs and prints the supergraph
    --output <file>        writes it there instead
  check --base <git ref> fails on composition errors, on changes that break clients (types, access,
                         costs), and on documents in operations/*.graphql that no longer hold;
                         schema-approvals.yaml lists what is broken on purpose
  diff --base <git ref>  prints every change for clients since then
  lint                   checks the contracts against the rules of docs/style.md
  manifest               prints the trusted documents: operations/*.graphql by their hashes
    --output <file>        writes them there instead

  --config <file>        the list of subgraphs (supergraph.yaml)
  --json                 prints the outcome as JSON
  --github               prints the findings of check and diff as annotations of GitHub Actions
  --help                 prints this

Exit codes: 0 pass, 1 findings, 2 usage, 3 a git reference or a file cannot be read.`;

/** What a run of the command line prints, and its exit code. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one schema command over the project under `root`. Never rejects for bad input. */
export async function runSchemaCommand(args: readonly string[], root: string): Promise<Printed> {
  const asJson = args.includes('--json');
  try {
    const command = readCommand(args, root);
    if (command === null) return { exitCode: EXIT.pass, stdout: `${HELP}\n`, stderr: '' };
    const outcome = await command.run();
    const { exitCode, json } = outcome;
    const lines = args.includes('--github') ? linesWithAnnotations(outcome) : outcome.lines;
    const stdout = asJson ? JSON.stringify({ command: command.name, exitCode, ...json }, null, 2) : lines.join('\n');
    return { exitCode, stdout: `${stdout}\n`, stderr: '' };
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (!(error instanceof Error) || exitCode === null) throw error;
    const stdout = asJson ? `${JSON.stringify({ exitCode, ok: false, error: error.message }, null, 2)}\n` : '';
    return { exitCode, stdout, stderr: `${error.message}\n` };
  }
}

/** The summary stays a plain line, at the end. */
const linesWithAnnotations = ({ lines, annotations }: Outcome): readonly string[] =>
  annotations === undefined ? lines : [...annotations.map(annotationLine), ...lines.slice(-1)];

function exitCodeOf(error: unknown): number | null {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof UnreachableError ? EXIT.unreachable : null;
}

const OPTIONS = {
  config: { type: 'string', default: 'supergraph.yaml' },
  output: { type: 'string' },
  base: { type: 'string' },
  json: { type: 'boolean', default: false },
  github: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function readCommand(args: readonly string[], root: string): { name: string; run: () => Promise<Outcome> } | null {
  const { values, positionals } = parsed(args);
  const [name, ...rest] = positionals;
  if (values.help) return null;
  if (name === undefined)
    throw new UsageError(`a command is missing: compose, check, diff, lint or manifest (--help explains)`);
  if (rest.length > 0) throw new UsageError(`one command at a time: ${positionals.join(' ')}`);
  const { output } = values;
  const config = relative(root, resolve(root, values.config)).replaceAll('\\', '/');
  if (output !== undefined && name !== 'compose' && name !== 'manifest')
    throw new UsageError(`--output belongs to compose and manifest, not to ${name}`);
  const base = () => {
    if (values.base === undefined || values.base === '') throw new UsageError(`${name} needs --base <git ref>`);
    // Git knows files by their path in the repository.
    if (config.startsWith('../')) throw new UsageError(`--config lies outside the project: ${values.config}`);
    return { root, config, base: values.base };
  };
  if (name === 'check' || name === 'diff') {
    const question = base();
    return { name, run: () => (name === 'check' ? checkAgainst(question) : differencesFrom(question)) };
  }
  if (values.base !== undefined) throw new UsageError(`--base belongs to check and diff, not to ${name}`);
  if (name === 'compose') return { name, run: () => composed(root, config, output) };
  if (name === 'lint') return { name, run: async () => linted(root) };
  if (name === 'manifest')
    return { name, run: async () => manifestOf(await readWorkingTree(root, config), root, output) };
  throw new UsageError(`no such command: ${name} (compose, check, diff, lint or manifest)`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function composed(root: string, config: string, output: string | undefined): Promise<Outcome> {
  const result = publicContract(await readWorkingTree(root, config));
  if ('errors' in result) return notComposed(result.errors);
  const supergraphSdl = result.supergraphSdl ?? '';
  if (output === undefined) {
    return { exitCode: EXIT.pass, lines: [supergraphSdl.trimEnd()], json: { ok: true, errors: [], supergraphSdl } };
  }
  await writeOutput(root, output, supergraphSdl);
  return { exitCode: EXIT.pass, lines: [`composed into ${output}`], json: { ok: true, errors: [], output } };
}

function linted(root: string): Outcome {
  const tree = readTree(root);
  const findings = SCHEMA_RULES.flatMap((rule) => rule(tree));
  const lines = findings.map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`);
  const exitCode = findings.length > 0 ? EXIT.findings : EXIT.pass;
  return {
    exitCode,
    lines: [...lines, findings.length > 0 ? `${findings.length} findings` : 'no findings'],
    json: { ok: findings.length === 0, errors: [], findings },
  };
}
