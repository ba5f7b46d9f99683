import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isNotificationType, type NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import type { SubgraphEntry } from '../../runtime/settings/supergraph-config.ts';

/** An export of a domain's `events.ts`, with the path of that module from the root. */
export interface Exported {
  readonly module: string;
  /** Name of the export. */
  readonly name: string;
}

/** What the domains say about notifications, in the order of `supergraph.yaml`. */
export interface NotificationRules {
  readonly types: readonly (Exported & { readonly definition: NotificationTypeDefinition })[];
  readonly events: readonly (Exported & { readonly event: string })[];
  /** Names of the entities that notifications can be about. */
  readonly subjects: readonly string[];
}

/** A value of an `events.ts`, as far as this generator reads it. */
interface NotifyingEvent {
  readonly name: string;
  readonly notification: {
    readonly type: NotificationTypeDefinition;
    readonly subjects?: readonly { readonly type: string }[];
  };
}

const isNotifyingEvent = (value: unknown): value is NotifyingEvent =>
  typeof value === 'object' && value !== null && 'name' in value && 'notification' in value;

/**
 * Reads every domain's `events.ts`.
 *
 * @throws when two domains define a type of the same name, or an event has a type that no domain exports.
 */
export async function readNotificationRules(
  entries: readonly Pick<SubgraphEntry, 'name' | 'schemaFile'>[],
  root = '.',
): Promise<NotificationRules> {
  const domains = await Promise.all(
    entries.map(async ({ name, schemaFile }) => {
      const module = join(dirname(schemaFile), 'events.ts');
      const file = resolve(root, module);
      const exports: Readonly<Record<string, unknown>> = existsSync(file) ? await import(pathToFileURL(file).href) : {};
      return { domain: name, module, exports: Object.entries(exports) };
    }),
  );
  const types = domains.flatMap(({ module, exports }) =>
    exports.flatMap(([name, definition]) => (isNotificationType(definition) ? [{ module, name, definition }] : [])),
  );
  const found = domains.flatMap(({ domain, module, exports }) =>
    exports.flatMap(([name, event]) =>
      // A domain may export events of another again.
      isNotifyingEvent(event) && event.name.startsWith(`${domain}.`) ? [{ module, name, event }] : [],
    ),
  );
  const twice = types.find(({ definition }, at) => types.findIndex((one) => sameName(one, definition)) !== at);
  if (twice !== undefined) throw new Error(`${twice.module}: there is another type ${twice.definition.name}`);
  const untyped = found.find(({ event }) => !types.some((one) => sameName(one, event.notification.type)));
  if (untyped !== undefined) {
    throw new Error(`${untyped.module}: the type of ${untyped.name} is not exported by the events.ts of any domain`);
  }
  const personal = found.find(({ event }) => event.notification.subjects?.some(({ type }) => type === 'User'));
  if (personal !== undefined)
    throw new Error(`${personal.module}: ${personal.name} is about a User: name the user as the actor of the audience`);
  const subjects = found.flatMap(({ event }) => (event.notification.subjects ?? []).map(({ type }) => type));
  return {
    types,
    events: found.map(({ module, name, event }) => ({ module, name, event: event.name })),
    subjects: [...new Set(subjects)],
  };
}

const sameName = (
  { definition }: { readonly definition: NotificationTypeDefinition },
  other: NotificationTypeDefinition,
): boolean => definition.name === other.name;
