import { createAppealLinks } from '../../runtime/signed-links/appeal-links.ts';
import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import { createContentCopies } from './adapters/content-copies.ts';
import type { ModerationContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { jobsOf } from './jobs.ts';
import { eraseUser } from './operations/erase-user.ts';
import { whenFileQuarantined } from './reactions/when-file-quarantined.ts';
import { type ModerationStore, openModerationRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { type ModerationSettings, settings } from './settings.ts';
import { snapshotOfModeration } from './snapshot.ts';

/** Reports of people and content, what moderators decide about them, and the audit logs of all domains. */
export default defineSubgraph<ModerationContext, ModerationStore, ModerationSettings>({
  name: 'moderation',
  ids: { rpt: 'Report', mod: 'ModerationCase', dec: 'DecidedCase' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  settings,
  routes,
  open(host, { secret, linkSecrets }) {
    const repository = openModerationRepository(host.databaseUrl, host.log);
    const copies = createContentCopies(secret);
    return {
      database: repository,
      createContext: contextsOf(repository, host, { copies, appealLinks: createAppealLinks(linkSecrets) }),
      personalData: repository.personalData,
      snapshot: snapshotOfModeration(repository),
      jobs: jobsOf({ ...host, repository }),
      reactions: [whenFileQuarantined({ ...host, copies })],
      eraseUser,
    };
  },
});
