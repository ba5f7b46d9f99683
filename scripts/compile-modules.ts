import { flushCompileCache } from 'node:module';
import { useCompileCache } from './use-compile-cache.ts';

// An image carries what its processes would otherwise compile at each start.
useCompileCache();
const { readSupergraphConfig } = await import('../runtime/settings/supergraph-config.ts');
await Promise.all([
  import('./serve-command.ts'),
  import('./serve-gateway.ts'),
  import('./serve-domain.ts'),
  import('./serve-worker.ts'),
  import('./serve-all.ts'),
  import('../gateway/open-project-gateway.ts'),
  ...readSupergraphConfig().map(({ name }) => import(`../subgraphs/${name}/index.ts`)),
]);
flushCompileCache();
