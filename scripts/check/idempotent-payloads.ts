import { type DocumentNode, Kind, type ObjectTypeDefinitionNode, print } from 'graphql';
import { contractsOf } from './selections.ts';
import type { Finding, Tree } from './tree.ts';

/** A mutation whose input has an `idempotencyKey` says in its payload whether the result is that of an earlier call. */
export const idempotentPayloads = (tree: Tree): readonly Finding[] =>
  contractsOf(tree).flatMap((file) => {
    const document = tree.graphql(file);
    return document === null
      ? []
      : silentPayloads(document).map((payload) => ({
          file: file.path,
          line: payload.name.loc?.startToken.line ?? 1,
          rule: 'idempotent-payloads',
          message: `\`${payload.name.value}\`: a mutation with an \`idempotencyKey\` returns \`isReplay: Boolean!\``,
        }));
  });

function silentPayloads({ definitions }: DocumentNode): readonly ObjectTypeDefinitionNode[] {
  const names = new Set(
    definitions
      .filter((one) => one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      .filter(({ fields }) => fields?.some(({ name }) => name.value === 'idempotencyKey'))
      .map(({ name }) => name.value.replace(/Input$/, 'Payload')),
  );
  return definitions
    .filter((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION)
    .filter(({ name }) => names.has(name.value))
    .filter(({ fields }) => !fields?.some((one) => one.name.value === 'isReplay' && print(one.type) === 'Boolean!'));
}
