import { type DirectiveNode, type DocumentNode, Kind, type ObjectValueNode, type ValueNode, visit } from 'graphql';

/** The kinds of coarse rules that a supergraph can carry. */
export type AccessKind = 'authenticated' | 'requiresScopes' | 'policy';

/** The name each kind of rule goes by in one supergraph; a kind that is absent from the map is not linked. */
export type AccessDirectives = ReadonlyMap<string, AccessKind>;

const SPEC = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\/v/;

/** The access directives of a supergraph, by the names it gives them (`@link(as:)`, `import:`). */
export function accessDirectivesOf(supergraph: DocumentNode): AccessDirectives {
  const names = new Map<string, AccessKind>();
  for (const link of linksOf(supergraph)) {
    const url = stringArgument(link, 'url') ?? stringArgument(link, 'feature') ?? '';
    const kind = accessKind(SPEC.exec(url)?.[1]);
    if (kind === null) continue;
    names.set(stringArgument(link, 'as') ?? kind, kind);
    for (const imported of importedNames(link, kind)) names.set(imported, kind);
  }
  return names;
}

/**
 * The supergraph without its access directives: Apollo's planner refuses one that has them. The rules must be read from
 * the full one before.
 */
export function withoutAccessDirectives(supergraph: DocumentNode, directives: AccessDirectives): DocumentNode {
  return visit(supergraph, {
    Directive: (node) => (directives.has(node.name.value) || isAccessLink(node) ? null : undefined),
    DirectiveDefinition: (node) => (directives.has(node.name.value) ? null : undefined),
    // The scalars of their arguments, such as `policy__Policy`; without the link they would be public types.
    ScalarTypeDefinition: (node) => (directives.has(node.name.value.split('__', 1)[0] ?? '') ? null : undefined),
  });
}

function linksOf(document: DocumentNode): DirectiveNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? []).filter(({ name }) => name.value === 'link' || name.value === 'core')
      : [],
  );
}

const isAccessLink = (node: DirectiveNode): boolean =>
  (node.name.value === 'link' || node.name.value === 'core') &&
  SPEC.test(stringArgument(node, 'url') ?? stringArgument(node, 'feature') ?? '');

function accessKind(name: string | undefined): AccessKind | null {
  return name === 'authenticated' || name === 'requiresScopes' || name === 'policy' ? name : null;
}

function stringArgument(node: DirectiveNode, name: string): string | undefined {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function importedNames(link: DirectiveNode, kind: AccessKind): string[] {
  const list = link.arguments?.find((argument) => argument.name.value === 'import')?.value;
  if (list?.kind !== Kind.LIST) return [];
  return list.values.flatMap((value) => importedName(value, kind));
}

function importedName(value: ValueNode, kind: AccessKind): string[] {
  if (value.kind === Kind.STRING) return value.value === `@${kind}` ? [kind] : [];
  if (value.kind !== Kind.OBJECT || field(value, 'name') !== `@${kind}`) return [];
  return [(field(value, 'as') ?? `@${kind}`).slice(1)];
}

function field(object: ObjectValueNode, name: string): string | undefined {
  const value = object.fields.find((candidate) => candidate.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
