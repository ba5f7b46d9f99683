import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withNotificationRules } from './notification-contract.ts';
import { readNotificationRules } from './notification-rules.ts';
import { renderNotificationTypes, renderNotifyingEvents } from './notifying-events.ts';

const EVENT_TYPE = pathToFileURL('runtime/events/event-type.ts').href;
const ENTRIES = ['shop', 'farm'].map((name) => ({ name, schemaFile: `subgraphs/${name}/schema.graphql` }));
const BEGIN = "# Written by npm run generate from every domain's events.ts, up to the line END OF NOTIFICATION RULES.";
const END = '# END OF NOTIFICATION RULES';
const OWNER = { text: 'type Order @key(fields: "id") { id: ID! }\ntype User @key(fields: "id") { id: ID! }' };

let root: string;

const typeText = (name: string): string =>
  `{ name: '${name}', description: 'Of ${name}.', channels: [], labels: { en: 'x', ru: 'x' } }`;
const eventText = (name: string, type: string, subject: string): string =>
  `defineEvent('${name}', { notifies: { type: ${type}, audience: () => [], subjects: [{ type: '${subject}', id: () => '1' }] } })`;
const write = (domain: string, ...lines: readonly string[]): void => {
  mkdirSync(join(root, 'subgraphs', domain), { recursive: true });
  const text = [`import { defineEvent } from '${EVENT_TYPE}';`, ...lines].join('\n');
  writeFileSync(join(root, 'subgraphs', domain, 'events.ts'), text);
};
const contract = (block: string): string =>
  `type User @key(fields: "id", resolvable: false) { id: ID! }\n${BEGIN}\n${block}\n${END}\ntype Query { me: User }\n`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notification-rules-'));
  write(
    'shop',
    `export const orderType = ${typeText('ORDER')};`,
    `export const orderPaid = ${eventText('shop.order-paid', 'orderType', 'Order')};`,
    "export const orderSeen = defineEvent('shop.order-seen', { notifies: false, reason: 'Nobody can act on it.' });",
  );
});
afterEach(() => rmSync(root, { recursive: true }));

test('types, events and subjects of every domain are found; a domain without events has none', async () => {
  const { types, events, subjects } = await readNotificationRules(ENTRIES, root);

  expect(types).toMatchObject([
    { module: 'subgraphs/shop/events.ts', name: 'orderType', definition: { name: 'ORDER' } },
  ]);
  expect(events).toEqual([{ module: 'subgraphs/shop/events.ts', name: 'orderPaid', event: 'shop.order-paid' }]);
  expect(subjects).toEqual(['Order']);
});

test('the contract gets the enum, the union and a stub of each entity, instead of what was there', async () => {
  const rules = await readNotificationRules(ENTRIES, root);
  const text = withNotificationRules(contract('enum NotificationType { OLD }'), rules, [OWNER]);

  expect(text).toContain('enum NotificationType {\n  "Of ORDER."\n  ORDER\n}\n');
  expect(text).toContain('\nunion NotificationSubject = Order\n');
  expect(text).toContain('type Order @key(fields: "id", resolvable: false) {\n  id: ID!\n}\n');
  expect(text).not.toContain('OLD');
  expect(text).toContain(`${END}\ntype Query`);
  expect(withNotificationRules(text, rules, [OWNER])).toBe(text);
});

test('the modules name the types and import the events', async () => {
  const rules = await readNotificationRules(ENTRIES, root);

  expect(renderNotificationTypes(rules)).toContain("export const TYPES = ['ORDER'] as const;");
  expect(renderNotificationTypes(rules)).toContain("export const SUBJECT_TYPES = ['Order'] as const;");
  const events = renderNotifyingEvents(rules, 'subgraphs/notifications');
  expect(events).toContain("import { orderPaid, orderType } from '../shop/events.ts';");
  expect(events).toContain('export const NOTIFYING_EVENTS = [orderPaid] as const;');
  expect(events).toContain('  ORDER: orderType,');
});

test.each<[string, readonly string[], string]>([
  ['a second type of the same name', [`export const other = ${typeText('ORDER')};`], 'there is another type ORDER'],
  [
    'an event whose type is not exported',
    [`export const sown = ${eventText('farm.seed-sown', typeText('SEED'), 'Order')};`],
    'the type of sown is not exported',
  ],
  [
    'a user as the subject',
    [
      `export const seedType = ${typeText('SEED')};`,
      `export const sown = ${eventText('farm.seed-sown', 'seedType', 'User')};`,
    ],
    'sown is about a User',
  ],
])('%s is an error that names the module', async (_, lines, message) => {
  write('farm', ...lines);

  await expect(readNotificationRules(ENTRIES, root)).rejects.toThrow(`subgraphs/farm/events.ts: ${message}`);
});

test('an entity that no contract owns is an error, and a contract without the two lines', async () => {
  const rules = await readNotificationRules(ENTRIES, root);

  expect(() => withNotificationRules(contract(''), rules, [])).toThrow('no contract owns the entity Order');
  expect(() => withNotificationRules('type Query { me: Int }', rules, [OWNER])).toThrow('has lost the line');
  expect(() => withNotificationRules(`${BEGIN}\ntype Query { me: Int }`, rules, [OWNER])).toThrow('has lost the line');
});
