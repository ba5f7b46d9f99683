import { openSubgraph } from './open-subgraph.ts';
import type { Subgraph, SubgraphDefinition } from './subgraph.ts';

/** Turns one domain folder into a value that any process can open, embedded or served. */
export const defineSubgraph = <Context extends object, Store>(
  definition: SubgraphDefinition<Context, Store>,
): Subgraph => ({
  name: definition.name,
  ids: definition.ids,
  routes: definition.routes ?? [],
  open: (host) => openSubgraph(definition, host),
});
