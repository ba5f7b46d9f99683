import { print, validate } from 'graphql';
import { documentHash, MANIFEST_FORMAT } from '../../gateway/limits/trusted-documents.ts';
import { problemLine } from './composition-problems.ts';
import { documentLine, readOperations } from './documents.ts';
import { EXIT, type Outcome } from './outcome.ts';
import { publicContract } from './public-schema.ts';
import type { Snapshot } from './snapshot.ts';
import { writeOutput } from './write-output.ts';

/**
 * The operations of clients as trusted documents: each with the fragments it needs, named by its hash, ordered by name.
 * Findings where one does not parse, has no name, or does not hold against the schema of now.
 */
export async function manifestOf(
  snapshot: Omit<Snapshot, 'approvals'>,
  root: string,
  output: string | undefined,
): Promise<Outcome> {
  const composed = publicContract(snapshot);
  if ('errors' in composed) return failed(composed.errors.map(problemLine));
  const { operations, unparsable } = readOperations(snapshot);
  const { contract } = composed;
  const troubles = operations.flatMap(({ file, node, document }) => [
    ...(node.name === undefined ? [`${file}:${node.loc?.startToken.line ?? 1} an operation needs a name`] : []),
    ...(contract === null ? [] : validate(contract.schema, document)).map(({ message }) => `${file} ${message}`),
  ]);
  if (unparsable.length + troubles.length > 0) return failed([...unparsable.map(documentLine), ...troubles]);

  const listed = operations
    .map(({ node, document }) => ({ name: node.name?.value ?? '', type: node.operation, body: print(document) }))
    .map((operation) => ({ id: documentHash(operation.body), ...operation }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const manifest = { ...MANIFEST_FORMAT, operations: listed };
  if (output === undefined)
    return { exitCode: EXIT.pass, lines: [JSON.stringify(manifest, null, 2)], json: { ok: true, manifest } };
  await writeOutput(root, output, `${JSON.stringify(manifest, null, 2)}\n`);
  const lines = [`${listed.length} documents into ${output}`];
  return { exitCode: EXIT.pass, lines, json: { ok: true, output, documents: listed.length } };
}

const failed = (lines: readonly string[]): Outcome => ({
  exitCode: EXIT.findings,
  lines,
  json: { ok: false, errors: lines },
});
