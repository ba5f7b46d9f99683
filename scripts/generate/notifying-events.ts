import { posix } from 'node:path';
import type { Exported, NotificationRules } from './notification-rules.ts';

/** Longest line that the formatter leaves alone. */
const LINE_WIDTH = 120;

const HEADING = "// Written by npm run generate from every domain's events.ts; edits are lost.";

/** The text of `notification-types.ts`: names of the types of notification, and of the entities that they can be about. */
export const renderNotificationTypes = ({ types, subjects }: NotificationRules): string =>
  [
    HEADING,
    '/** In the order of the contract. */',
    wrap('export const TYPES = [', quoted(types.map(({ definition }) => definition.name)), '] as const;'),
    '',
    '/** What a notification is about. */',
    'export type NotificationType = (typeof TYPES)[number];',
    '',
    '/** Members of the union `NotificationSubject`. */',
    wrap('export const SUBJECT_TYPES = [', quoted(subjects), '] as const;'),
    '',
  ].join('\n');

/**
 * The text of `notifying-events.ts` in a folder: every event that people are notified of, and every type of notification,
 * imported from the domains that define them.
 */
export function renderNotifyingEvents({ types, events }: NotificationRules, folder: string): string {
  const imported = Map.groupBy([...types, ...events], ({ module }: Exported) => posix.relative(folder, module));
  const imports = [...imported]
    .map(([module, names]) => [module.startsWith('.') ? module : `./${module}`, names] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([module, names]) => wrap('import { ', sortedNames(names), ` } from '${module}';`));
  const eventNames = events.map(({ name }) => name);
  return [
    HEADING,
    ...imports,
    '',
    '/** Every event that people are notified of. */',
    wrap('export const NOTIFYING_EVENTS = [', eventNames, '] as const;'),
    '',
    '/** Definitions by name: default channels and labels. */',
    'export const TYPE_DEFINITIONS = {',
    ...types.map(({ name, definition }) => `  ${definition.name}: ${name},`),
    '} as const;',
    '',
  ].join('\n');
}

const quoted = (names: readonly string[]): string[] => names.map((name) => `'${name}'`);

const sortedNames = (names: readonly Exported[]): string[] =>
  names.map(({ name }) => name).sort((left, right) => left.localeCompare(right, 'en'));

/** As the formatter does: on one line where it fits, else one item a line. */
function wrap(before: string, items: readonly string[], after: string): string {
  const line = `${before}${items.join(', ')}${after}`;
  if (line.length <= LINE_WIDTH) return line;
  return [before.trimEnd(), ...items.map((item) => `  ${item},`), after.trimStart()].join('\n');
}
