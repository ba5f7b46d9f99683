import { expect, test } from '@jest/globals';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import type { Subgraph } from '../../runtime/subgraph/subgraph.ts';
import { loadRoutes } from './load-routes.ts';

test.each(readSupergraphConfig().map(({ name }) => name))(
  'the routes of %s are found without its definition',
  async (name) => {
    const module: { default: Subgraph } = await import(`../../subgraphs/${name}/index.ts`);
    const { routes, filesFolder } = module.default;
    expect(await loadRoutes(name)).toEqual(routes.length === 0 ? { routes } : { routes, filesFolder });
  },
);

test('a domain without a file of routes has none', async () => {
  expect(await loadRoutes('nobody')).toEqual({ routes: [] });
});
