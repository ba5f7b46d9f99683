import { type ConstDirectiveNode, type DefinitionNode, Kind } from 'graphql';
import { type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { domainOf, isTest } from './paths.ts';
import { contractsOf } from './selections.ts';
import { type Syntax, walk } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** Every resolvable `@key` has a `__resolveReference`: without one an entity echoes any id it is handed. */
export const resolveReference = (tree: Tree): readonly Finding[] =>
  contractsOf(tree).flatMap((contract) => {
    const entities = entitiesOf(tree, contract);
    const resolved = entities.length === 0 ? new Set<string>() : resolvedTypes(tree, domainOf(contract.path));
    return entities
      .filter(({ name }) => !resolved.has(name))
      .map(({ name, line }) => ({
        file: contract.path,
        line,
        rule: 'resolve-reference',
        message: `\`${name}\` has a resolvable @key but no __resolveReference in the resolvers`,
      }));
  });

function entitiesOf(tree: Tree, contract: SourceFile): readonly { name: string; line: number }[] {
  const entities = new Map<string, number>();
  for (const node of tree.graphql(contract)?.definitions ?? []) {
    if (!isEntityKind(node) || !node.directives?.some(isResolvableKey)) continue;
    if (!entities.has(node.name.value)) entities.set(node.name.value, node.name.loc?.startToken.line ?? 1);
  }
  return [...entities].map(([name, line]) => ({ name, line }));
}

const isEntityKind = (node: DefinitionNode) =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION ||
  node.kind === Kind.OBJECT_TYPE_EXTENSION ||
  node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
  node.kind === Kind.INTERFACE_TYPE_EXTENSION;

const isResolvableKey = ({ name, arguments: args }: ConstDirectiveNode): boolean =>
  name.value === 'key' &&
  !args?.some((one) => one.name.value === 'resolvable' && one.value.kind === Kind.BOOLEAN && !one.value.value);

/** The types for which the resolvers of a domain give a `__resolveReference`. */
function resolvedTypes(tree: Tree, domain: string | null): ReadonlySet<string> {
  const files = tree.files.filter(
    ({ path }) => path.startsWith(`subgraphs/${domain}/resolvers`) && path.endsWith('.ts') && !isTest(path),
  );
  const modules = files.map((file) => tree.syntax(file)).filter((syntax) => syntax !== null);
  const objects = new Map(modules.flatMap(objectsByVariable));
  const resolves = (value: Node | null): boolean => {
    const object = nameOf(value) === null ? unwrapped(value) : objects.get(nameOf(value) ?? '');
    return nodesAt(object ?? null, 'properties').some((one) => keyOf(one) === '__resolveReference');
  };
  const types = new Set([...objects.keys()].filter((name) => resolves(objects.get(name) ?? null)));
  for (const { body } of modules) {
    walk(body, (node) => {
      // A shorthand `Message` in the resolver map names a variable, already counted above.
      const key = node.type === 'KeyValueProperty' ? keyOf(node) : null;
      if (key !== null && resolves(nodeAt(node, 'value'))) types.add(key);
      return undefined;
    });
  }
  return types;
}

function objectsByVariable({ body }: Syntax): readonly [string, Node][] {
  const found: [string, Node][] = [];
  walk(body, (node) => {
    const object = node.type === 'VariableDeclarator' ? unwrapped(nodeAt(node, 'init')) : null;
    const name = nameOf(nodeAt(node, 'id'));
    if (object !== null && name !== null) found.push([name, object]);
    return undefined;
  });
  return found;
}

/** The object literal under `satisfies`, `as` and parentheses; null for anything else. */
function unwrapped(value: Node | null): Node | null {
  if (value?.type === 'ObjectExpression') return value;
  const inner = nodeAt(value, 'expression');
  return inner === null ? null : unwrapped(inner);
}

const keyOf = (property: Node): string | null => nameOf(nodeAt(property, 'key')) ?? nameOf(property);
