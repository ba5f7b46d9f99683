import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { readSupergraphConfig } from '../../../runtime/settings/supergraph-config.ts';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { whenSomethingHappens } from './when-something-happens.ts';

const LOCALES = ['en', 'ru'];

let database: FreshDatabase;
let types: EventType<object>[];
let templates: Map<string, Set<string>>;

const isEventType = (value: unknown): value is EventType<object> =>
  typeof value === 'object' && value !== null && 'name' in value && 'notifies' in value;

beforeAll(async () => {
  database = await freshDatabase();
  const modules = await Promise.all(readSupergraphConfig().map(({ name }) => import(`../../${name}/events.ts`)));
  types = modules.flatMap((module: object) => Object.values(module).filter(isEventType));
  const { rows } = await database.query('SELECT name, locale FROM notifications.template');
  const locales = Map.groupBy(rows, ({ name }) => String(name));
  templates = new Map([...locales].map(([name, found]) => [name, new Set(found.map(({ locale }) => String(locale)))]));
});
afterAll(() => database.drop());

const missing = (name: string): string[] =>
  LOCALES.filter((locale) => templates.get(name)?.has(locale) !== true).map((locale) => `${name} ${locale}`);

test('every event of every domain has a template, or says why nobody is notified', () => {
  expect(types.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['auth.session-revoked', 'chat.message-sent', 'streaming.stream-ended']),
  );
  const notified = types.filter(({ notifies }) => notifies).map(({ name }) => name);
  expect(notified.flatMap(missing)).toEqual([]);
  const reactions = whenSomethingHappens(() => new Date(), { notify: async () => undefined });
  expect([...new Set(reactions.map(({ type }) => type))].sort()).toEqual([...new Set(notified)].sort());
});

test('every text that comes with the system is there in each language', () => {
  expect([...templates.keys()].flatMap(missing)).toEqual([]);
});
