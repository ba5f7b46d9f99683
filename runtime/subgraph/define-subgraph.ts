import { openSubgraph } from './open-subgraph.ts';
import type { Subgraph, SubgraphDefinition } from './subgraph.ts';

/** Turns one domain folder into a value that any process can open, embedded or served. */
export const defineSubgraph = <Context extends object, Store, Values = undefined>(
  definition: SubgraphDefinition<Context, Store, Values>,
): Subgraph => ({
  name: definition.name,
  ids: definition.ids,
  routes: definition.routes ?? [],
  filesFolder: definition.filesFolder,
  settings: definition.settings,
  open: (host) => openSubgraph(definition, host),
});
