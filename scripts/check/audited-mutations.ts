import { type FieldDefinitionNode, Kind } from 'graphql';
import { domainOf, isTest } from './paths.ts';
import { contractsOf } from './selections.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** Mutations behind a scope that change nothing, so that there is nothing to record. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['previewNotificationTemplate']);

/** Every mutation behind a scope is recorded: an operation of its domain calls `recordAudit` with its name as `action`. */
export const auditedMutations = (tree: Tree): readonly Finding[] =>
  contractsOf(tree).flatMap((contract) => {
    const operations = operationsOf(tree, domainOf(contract.path));
    return scopedMutations(tree, contract)
      .filter(({ name }) => !WITHOUT_EFFECT.has(name.value) && !operations.some((text) => records(text, name.value)))
      .map(({ name }) => ({
        file: contract.path,
        line: name.loc?.startToken.line ?? 1,
        rule: 'audited-mutations',
        message: `\`${name.value}\` requires a scope, and no operation records it: recordAudit with \`action: '${name.value}'\``,
      }));
  });

const records = (text: string, mutation: string): boolean =>
  /\brecordAudit\(/.test(text) && text.includes(`action: '${mutation}'`);

function scopedMutations(tree: Tree, contract: SourceFile): readonly FieldDefinitionNode[] {
  const types = (tree.graphql(contract)?.definitions ?? []).filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
  return types
    .filter(({ name }) => name.value === 'Mutation')
    .flatMap(({ fields = [] }) => fields)
    .filter(({ directives = [] }) => directives.some(({ name }) => name.value === 'requiresScopes'));
}

const operationsOf = (tree: Tree, domain: string | null): readonly string[] =>
  tree.files
    .filter(({ path }) => path.startsWith(`subgraphs/${domain}/operations`) && path.endsWith('.ts') && !isTest(path))
    .map(({ text }) => text);
