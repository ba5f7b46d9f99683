import { Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import { type CompositionProblem, composeSources } from '../compose.ts';
import type { Snapshot } from './snapshot.ts';

/** The schema that clients see, null where there is no supergraph yet; or why the sources do not compose. */
export type PublicSchema =
  | { readonly schema: GraphQLSchema | null; readonly supergraphSdl: string | null }
  | { readonly errors: readonly CompositionProblem[] };

/** Composes a snapshot and takes away what federation and `@inaccessible` hide from clients. */
export function publicSchema({ sources }: Snapshot): PublicSchema {
  if (sources === null) return { schema: null, supergraphSdl: null };
  const composition = composeSources(sources);
  if ('errors' in composition) return composition;
  const { supergraphSdl } = composition;
  // Null: every feature. The access directives are the gateway's to enforce; here they only have to be read.
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
  return { schema: supergraph.apiSchema().toGraphQLJSSchema(), supergraphSdl };
}

/** A composition problem as a line for people: `file:line CODE message`. */
export function problemLine({ code, message, locations: [place] }: CompositionProblem): string {
  const where = place === undefined ? 'supergraph' : `${place.file}:${place.line}`;
  return `${where} ${code} ${message}`;
}
