import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { type ASTNode, type DocumentNode, type GraphQLError, parse, Source } from 'graphql';
import { readSupergraphConfig, type SubgraphEntry } from '../runtime/settings/supergraph-config.ts';

/** A subgraph with the text of its contract. `schemaFile` is a path from the root. */
export interface SubgraphSource extends SubgraphEntry {
  readonly sdl: string;
}

/** Why a supergraph does not compose. `code` is Apollo's, or `INVALID_GRAPHQL` for a contract that does not parse. */
export interface CompositionProblem {
  readonly code: string;
  readonly message: string;
  /** Where in the contracts; empty where the trouble has no one location. Lines count from 1. */
  readonly locations: readonly { readonly file: string; readonly line: number }[];
}

/** A composed supergraph, or why there is none. */
export type Composition = { readonly supergraphSdl: string } | { readonly errors: readonly CompositionProblem[] };

/**
 * Composes the subgraphs that `supergraph.yaml` under `root` lists.
 * Rejects with one line when the list or a contract cannot be read.
 */
export async function composeSupergraph({ root = '.' }: { root?: string } = {}): Promise<Composition> {
  const sources = readSupergraphConfig(join(root, 'supergraph.yaml')).map((entry) => ({
    ...entry,
    sdl: readContract(root, entry.schemaFile),
  }));
  return composeSources(sources);
}

function readContract(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    throw new Error(`${file}: cannot be read`, { cause: error });
  }
}

/** Composes subgraphs from texts in hand. The composed schema ends with one line break. */
export function composeSources(sources: readonly SubgraphSource[]): Composition {
  const parsed = sources.map((source) => ({ source, ...parsedOrProblem(source) }));
  const problems = parsed.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) return { errors: problems };
  const { supergraphSdl, errors } = composeServices(
    parsed.flatMap(({ source: { name, routingUrl }, typeDefs }) =>
      typeDefs ? [{ name, url: routingUrl, typeDefs }] : [],
    ),
  );
  if (supergraphSdl !== undefined) return { supergraphSdl: `${supergraphSdl.trimEnd()}\n` };
  return { errors: (errors ?? []).map((error) => problemOf(error, sources)) };
}

function parsedOrProblem({ sdl, schemaFile }: SubgraphSource): {
  typeDefs?: DocumentNode;
  problem?: CompositionProblem;
} {
  try {
    return { typeDefs: parse(new Source(sdl, schemaFile)) };
  } catch (error) {
    if (!isGraphQLError(error)) throw error;
    const locations = (error.locations ?? []).map(({ line }) => ({ file: schemaFile, line }));
    return { problem: { code: 'INVALID_GRAPHQL', message: error.message, locations } };
  }
}

const isGraphQLError = (error: unknown): error is GraphQLError => error instanceof Error && 'locations' in error;

function problemOf(
  { nodes, extensions, message }: GraphQLError,
  sources: readonly SubgraphSource[],
): CompositionProblem {
  const code = extensions['code'];
  const nodeLocations = (nodes ?? []).flatMap((node) => locationOf(node, sources) ?? []);
  // An error often names a field and a directive on the same line.
  const locations = [
    ...new Map(nodeLocations.map((location) => [`${location.file}:${location.line}`, location])).values(),
  ];
  return { code: typeof code === 'string' ? code : 'INVALID', message, locations };
}

/** A node's source is named for its contract. Some nodes have no position, only the name of their subgraph. */
function locationOf(node: ASTNode, sources: readonly SubgraphSource[]): { file: string; line: number } | null {
  if (node.loc !== undefined) return { file: node.loc.source.name, line: node.loc.startToken.line };
  const owner = 'subgraph' in node ? sources.find(({ name }) => name === node.subgraph) : undefined;
  return owner === undefined ? null : { file: owner.schemaFile, line: 1 };
}
