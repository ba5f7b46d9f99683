import { dirname, posix } from 'node:path';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import { withNotificationRules } from './notification-contract.ts';
import { readNotificationRules } from './notification-rules.ts';
import { renderNotificationTypes, renderNotifyingEvents } from './notifying-events.ts';

interface Output {
  readonly file: string;
  readonly text: string;
}

/** Name of the domain that notifies people of the events of all. */
const NOTIFICATIONS = 'notifications';

/**
 * The contracts, that of the notifications domain with what the events of all domains say about notifications, and the two
 * modules of that domain that are written from them.
 */
export async function renderNotifications(contracts: readonly Output[], root = '.'): Promise<Output[]> {
  const entries = readSupergraphConfig(`${root}/supergraph.yaml`);
  const rules = await readNotificationRules(entries, root);
  const named = contracts.map((contract) => ({
    ...contract,
    name: entries.find(({ schemaFile }) => schemaFile === contract.file)?.name ?? '',
  }));
  return named.flatMap(({ file, text, name }) => {
    if (name !== NOTIFICATIONS) return [{ file, text }];
    const folder = dirname(file);
    try {
      return [
        { file, text: withNotificationRules(text, rules, named) },
        { file: posix.join(folder, 'notification-types.ts'), text: renderNotificationTypes(rules) },
        { file: posix.join(folder, 'notifying-events.ts'), text: renderNotifyingEvents(rules, folder) },
      ];
    } catch (error) {
      throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
}
