import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { ChatContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { conversationImporter } from './import/conversations.ts';
import { messageImporter } from './import/messages.ts';
import { jobsOf, workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/erase-user.ts';
import { reactionsOf } from './reactions/index.ts';
import { type ChatStore, openChatRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { type ChatSettings, settings } from './settings.ts';

export default defineSubgraph<ChatContext, ChatStore, ChatSettings>({
  name: 'chat',
  ids: { cnv: 'Conversation', msg: 'Message', con: 'an open subscription' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  settings,
  open(host, values) {
    const repository = openChatRepository(host.databaseUrl, host.log);
    const { ask, signals, streams, now } = host;
    const { inboxLog, changeLog, messageLog } = repository;
    const access = { streams, signals, now, messageLog, changeLog };
    return {
      database: repository,
      ...{ personalData: repository.personalData, moderationSources: moderationSourcesOf(repository) },
      createContext: contextsOf(repository, host, values),
      reactions: reactionsOf(access),
      eraseUser: (store, userId) => eraseUser(access, store, userId),
      work: workOf({ ...access, ask }),
      jobs: jobsOf({ repository, streams, inboxLog, now }),
      importers: [conversationImporter, messageImporter],
    };
  },
});
