import { readFileSync } from 'node:fs';
import { type GraphQLNamedType, type GraphQLSchema, getNamedType, isObjectType, Kind, parse, visit } from 'graphql';
import { buildSupergraph } from '../../gateway/supergraph/build-supergraph.ts';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import type { Subgraph } from '../../runtime/subgraph/subgraph.ts';

/** Types that are a person, or that stand for one. */
const PEOPLE = ['User', 'Profile'];

/** What a field with a list or a connection shows: its items. */
function itemOf(type: GraphQLNamedType): string {
  const edges = isObjectType(type) ? type.getFields()['edges'] : undefined;
  const edge = edges === undefined ? null : getNamedType(edges.type);
  const node = isObjectType(edge) ? edge.getFields()['node'] : undefined;
  return node === undefined ? type.name : getNamedType(node.type).name;
}

/**
 * Everything of the composed schema, and of the routes beside it, that could show a person: each field of `Query` and
 * `Subscription`, each field of a user, each field with a person, each entity that another domain may refer to, and each route.
 * Payloads of mutations are left out: they show what their input has named.
 */
export async function coordinates(): Promise<string[]> {
  const sdl = readFileSync('supergraph.graphql', 'utf8');
  const { apiSchema } = buildSupergraph(sdl);
  return [...fieldsWithPeople(apiSchema), ...entitiesOf(sdl), ...(await routes())];
}

function fieldsWithPeople(schema: GraphQLSchema): string[] {
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getSubscriptionType()];
  const mutations = schema.getMutationType();
  const payloads = new Set(Object.values(mutations?.getFields() ?? {}).map(({ type }) => getNamedType(type).name));
  return (
    Object.values(schema.getTypeMap())
      .filter(isObjectType)
      // The items of a connection are those of the field that has it.
      .filter(({ name }) => !/^__|(Connection|Edge)$/.test(name) && name !== mutations?.name && !payloads.has(name))
      .flatMap((type) =>
        Object.values(type.getFields())
          .filter(({ name, type: result }) => {
            if (roots.includes(type)) return true;
            return type.name === 'User' ? name !== 'id' : PEOPLE.includes(itemOf(getNamedType(result)));
          })
          .map(({ name }) => `${type.name}.${name}`),
      )
  );
}

/** Types that a subgraph resolves by a reference. */
function entitiesOf(sdl: string): string[] {
  const entities = new Set<string>();
  visit(parse(sdl, { noLocation: true }), {
    ObjectTypeDefinition({ name, directives = [] }) {
      const isResolved = directives.some(({ arguments: given = [] }) => {
        const resolvable = given.find((argument) => argument.name.value === 'resolvable')?.value;
        const isOff = resolvable?.kind === Kind.BOOLEAN && !resolvable.value;
        return given.some((argument) => argument.name.value === 'key') && !isOff;
      });
      if (isResolved) entities.add(`@${name.value}`);
      return false;
    },
  });
  return [...entities];
}

async function routes(): Promise<string[]> {
  const subgraphs = await Promise.all(
    readSupergraphConfig().map(async ({ name }): Promise<Subgraph> => {
      return (await import(`../../subgraphs/${name}/index.ts`)).default;
    }),
  );
  return subgraphs.flatMap((subgraph) => subgraph.routes.map(({ method, path }) => `${method} ${path}`));
}
