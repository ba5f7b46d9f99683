import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportNamedDeclaration, type ModuleItem, parseSync } from '@swc/core';
import {
  type DefinitionNode,
  type DocumentNode,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
} from 'graphql';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';

const SCALARS = {
  ID: 'string',
  DateTime: 'Date',
  Date: 'string',
  URL: 'string',
  Locale: 'string',
  CurrencyCode: 'string',
  MinorUnits: 'bigint',
  _Any: 'unknown',
  FieldSet: 'string',
  _FieldSet: 'string',
  link__Import: 'unknown',
};

const namesOf = ({ specifiers }: ExportNamedDeclaration): string[] =>
  specifiers.flatMap((part) => {
    if (part.type !== 'ExportSpecifier') return [];
    return [(part.exported ?? part.orig).value];
  });

function exportedTypes(item: ModuleItem): string[] {
  if (item.type === 'ExportNamedDeclaration') return namesOf(item);
  if (item.type !== 'ExportDeclaration') return [];
  const { declaration } = item;
  const isType = declaration.type === 'TsInterfaceDeclaration' || declaration.type === 'TsTypeAliasDeclaration';
  return isType ? [declaration.id.value] : [];
}

/** The files of the repository, the one that assembles it last, so that a type is imported from where it is made. */
function repositoryFiles(folder: string): string[] {
  if (existsSync(join(folder, 'repository.ts'))) return ['repository.ts'];
  if (!existsSync(join(folder, 'repository'))) return [];
  const names = readdirSync(join(folder, 'repository')).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const rest = names.filter((name) => name !== 'index.ts').sort();
  return [...rest, ...names.filter((name) => name === 'index.ts')].map((name) => `repository/${name}`);
}

/** Each type that the repository exports, with the file it is made in. */
function repositoryTypes(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of repositoryFiles(folder)) {
    const { body } = parseSync(readFileSync(join(folder, file), 'utf8'), { syntax: 'typescript' });
    for (const name of body.flatMap(exportedTypes)) if (!found.has(name)) found.set(name, file);
  }
  return found;
}

const isObjectType = (node: DefinitionNode): node is ObjectTypeDefinitionNode | ObjectTypeExtensionNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;

const hasKey = (node: ObjectTypeDefinitionNode | ObjectTypeExtensionNode): boolean =>
  (node.directives ?? []).some(({ name }) => name.value === 'key');

/**
 * What resolvers receive for each type of the contract: what the repository exports under that name, and for an entity it
 * does not store, its reference.
 */
function mappersOf(folder: string, contract: DocumentNode): Record<string, string> {
  const stored = repositoryTypes(folder);
  const mappers: Record<string, string> = {};
  for (const node of contract.definitions.filter(isObjectType)) {
    const name = node.name.value;
    const file = stored.get(name);
    if (file !== undefined) mappers[name] = `./${file}#${name}`;
    else if (hasKey(node)) mappers[name] = '{ id: string }';
  }
  return mappers;
}

function parseContract(file: string): DocumentNode {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refusal(file, error);
  }
}

const refusal = (file: string, error: unknown): Error =>
  new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });

const contextName = (domain: string): string =>
  `${domain.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Context`;

/** How the types of one contract are made. */
interface ResolverTypes {
  /** File of the contract. */
  readonly schema: string;
  readonly plugins: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
}

/** The configuration of graphql-codegen for every domain that has resolvers to write: a contract and a context. */
export function codegenConfig(root = '.'): { readonly generates: Readonly<Record<string, ResolverTypes>> } {
  const ready = readSupergraphConfig(join(root, 'supergraph.yaml')).filter(
    ({ name, schemaFile }) =>
      existsSync(join(root, schemaFile)) && existsSync(join(root, 'subgraphs', name, 'context.ts')),
  );
  const outputs = ready.map(({ name, schemaFile }): [string, ResolverTypes] => {
    const folder = join(root, 'subgraphs', name);
    const config = {
      federation: true,
      useTypeImports: true,
      enumsAsTypes: true,
      immutableTypes: true,
      strictScalars: true,
      scalars: SCALARS,
      contextType: `./context.ts#${contextName(name)}`,
      mapperTypeSuffix: 'Row',
      mappers: mappersOf(folder, parseContract(join(root, schemaFile))),
    };
    const plugins = ['typescript', 'typescript-resolvers'];
    return [join(folder, 'generated.ts'), { schema: join(root, schemaFile), plugins, config }];
  });
  return { generates: Object.fromEntries(outputs) };
}

/**
 * The text of every `subgraphs/<domain>/generated.ts`.
 *
 * @throws one line that names the contract that graphql-codegen refuses.
 */
export async function renderResolverTypes(root = '.'): Promise<{ readonly file: string; readonly text: string }[]> {
  const outputs = Object.entries(codegenConfig(root).generates);
  if (outputs.length === 0) return [];
  const render = await loadGenerator();
  return await Promise.all(outputs.map(async ([file, output]) => ({ file, text: await render(file, output) })));
}

/** The generator without its command line, which is 30 MB of packages; imported only where something is generated. */
async function loadGenerator(): Promise<(file: string, output: ResolverTypes) => Promise<string>> {
  const [{ codegen }, { makeExecutableSchema }, { getCachedDocumentNodeFromSchema }, typescript, resolvers] =
    await Promise.all([
      import('@graphql-codegen/core'),
      import('@graphql-tools/schema'),
      import('@graphql-codegen/plugin-helpers'),
      import('@graphql-codegen/typescript'),
      import('@graphql-codegen/typescript-resolvers'),
    ]);
  const pluginMap = { typescript, 'typescript-resolvers': resolvers };
  return async (filename, { schema: file, plugins, config }) => {
    const typeDefs = parseContract(file);
    try {
      // Sorted, as the command line does; the directives of federation are declared nowhere in a contract.
      const schemaAst = lexicographicSortSchema(makeExecutableSchema({ typeDefs, assumeValidSDL: true }));
      const schema = getCachedDocumentNodeFromSchema(schemaAst);
      const used = plugins.map((name) => ({ [name]: {} }));
      return await codegen({ filename, schema, schemaAst, documents: [], config, plugins: used, pluginMap });
    } catch (error) {
      throw refusal(file, error);
    }
  };
}
