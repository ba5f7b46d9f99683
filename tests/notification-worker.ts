import type { Executor } from '../runtime/executor/executor.ts';
import { openLog } from '../runtime/logging/log.ts';
import { openProcess } from '../runtime/process/open-process.ts';
import { loadCallerKeys } from '../runtime/serve/caller-keys.ts';
import { createCallerVerifier } from '../runtime/serve/caller-token.ts';
import { serveSubgraph } from '../runtime/serve/serve-subgraph.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { openChannels } from '../subgraphs/notifications/adapters/channels.ts';
import { defineNotifications } from '../subgraphs/notifications/index.ts';

/**
 * A program, for tests that kill it: serves notifications as `npm run serve -- notifications` does, but lets webhooks and
 * push services of this machine through, and plays the domains that are asked itself.
 */
const configuration = loadConfiguration('serve');
const log = openLog('notifications', configuration.logLevel);
const running = openProcess({
  configuration,
  databaseUrl: null,
  redisUrl: configuration.redisUrl ?? '',
  subgraphs: [],
  log,
});
const auth: Executor = async (_, { viewerId }) => ({
  data: { me: { email: `${viewerId}@example.com`, emailVerified: true } },
});
running.embed('auth', auth);
const subgraph = defineNotifications((settings, host) =>
  openChannels(settings, host, (address) => address === '127.0.0.1'),
);
const { url } = await serveSubgraph({
  subgraph,
  open: await subgraph.open(running.hostOf('notifications')),
  verifier: createCallerVerifier(await loadCallerKeys(configuration), 'notifications', () => new Date()),
  host: '127.0.0.1',
  port: 0,
  log,
  metrics: async () => '',
});
log.info({ url }, 'notifications is ready');
