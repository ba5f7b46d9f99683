import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import { createErasureAlarm } from './adapters/erasure-alarm.ts';
import { openMessageChannels } from './adapters/message-channels.ts';
import type { AuthContext } from './context.ts';
import { createAuthContext, createParts } from './create-context.ts';
import { peopleImporter } from './import/people.ts';
import { jobsOf, workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/accounts/erase-user.ts';
import { reactionsOf } from './reactions/index.ts';
import { type AuthStore, openAuthRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { type AuthSettings, settings } from './settings.ts';
import { snapshotOfAuth } from './snapshot.ts';

/** The auth domain: accounts, sign-in, sessions and tokens. */
export default defineSubgraph<AuthContext, AuthStore, AuthSettings>({
  name: 'auth',
  ids: { usr: 'User', ses: 'Session', pky: 'Passkey', exp: 'DataExport' },
  schema: new URL('./schema.graphql', import.meta.url),
  egress: true,
  ...{ resolvers, routes, settings },
  async open(host, values) {
    const repository = openAuthRepository(host.databaseUrl, host.log);
    const channels = openMessageChannels({ ...values, production: host.configuration.production }, host.log);
    const parts = await createParts(host, values, { channels, repository });
    const domains = host.domains.filter((name) => name !== 'auth');
    return {
      createContext: (caller, request) => createAuthContext(parts, caller, request),
      extensionsOf: ({ requestSession }) => requestSession.extensions(),
      ...{ database: repository, reactions: reactionsOf(domains, host), importers: [peopleImporter(parts)] },
      ...{ snapshot: snapshotOfAuth(repository), moderationSources: moderationSourcesOf(repository) },
      eraseUser: (store, userId) => eraseUser(parts, store, userId),
      jobs: jobsOf({ ...parts, domains, report: createErasureAlarm(host, domains) }, host),
      work: [workOf(parts, host)],
      close: async () => channels.close(),
    };
  },
});
