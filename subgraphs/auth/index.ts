import { defineSubgraph } from '../../runtime/define-subgraph.ts';
import type { AuthContext } from './context.ts';
import { createAuthContext, createParts, originOf } from './create-context.ts';
import { forgetSessionsHourly } from './jobs/forget-sessions.ts';
import { rotateSigningKeysHourly } from './jobs/rotate-signing-keys.ts';
import { type AuthStore, openAuthRepository } from './repository/index.ts';
import { resolvers } from './resolvers.ts';
import { routes } from './routes.ts';

/** The auth domain: who people are, how they sign in, and the tokens that prove it. */
export default defineSubgraph<AuthContext, AuthStore>({
  name: 'auth',
  ids: { usr: 'User', ses: 'Session' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  routes,
  async open(host) {
    const repository = openAuthRepository(host.databaseUrl, host.log);
    const parts = await createParts(host, repository);
    return {
      createContext: (caller, { origin }) => createAuthContext(parts, caller, originOf(origin)),
      database: repository,
      jobs: [rotateSigningKeysHourly(parts), forgetSessionsHourly(parts)],
    };
  },
});
