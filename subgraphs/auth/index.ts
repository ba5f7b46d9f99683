import { defineSubgraph } from '../../runtime/define-subgraph.ts';
import { openMessageChannels } from './adapters/message-channels.ts';
import type { AuthContext } from './context.ts';
import { createAuthContext, createParts, originOf } from './create-context.ts';
import { deliverMessagesAlways } from './jobs/deliver-messages.ts';
import { forgetSessionsHourly } from './jobs/forget-sessions.ts';
import { forgetStaleHourly } from './jobs/forget-stale.ts';
import { rotateSigningKeysHourly } from './jobs/rotate-signing-keys.ts';
import { type AuthStore, openAuthRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';

/** The auth domain: who people are, how they sign in, and the tokens that prove it. */
export default defineSubgraph<AuthContext, AuthStore>({
  name: 'auth',
  ids: { usr: 'User', ses: 'Session', pky: 'Passkey' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  routes,
  async open(host) {
    const repository = openAuthRepository(host.databaseUrl, host.log);
    const channels = openMessageChannels(host.configuration, host.log);
    const parts = await createParts(host, channels, repository);
    return {
      createContext: (caller, { origin }) => createAuthContext(parts, caller, originOf(origin)),
      database: repository,
      jobs: [
        rotateSigningKeysHourly(parts),
        forgetSessionsHourly(parts),
        forgetStaleHourly(parts),
        deliverMessagesAlways(parts, host),
      ],
      close: async () => channels.close(),
    };
  },
});
