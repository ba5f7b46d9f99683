import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { withClient } from '../database/postgres-connections.ts';
import { importTemplates, readTemplateFiles } from './notification-templates.ts';

let database: FreshDatabase;
let folder: string;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const importAll = () =>
  withClient({ connectionString: database.ownerUrl }, (client) => importTemplates(client, readTemplateFiles(folder)));
const versions = async () => {
  const { rows } = await database.query(
    "SELECT locale, version, title FROM notifications.template WHERE name = 'shop.order-paid' ORDER BY id",
  );
  return rows.map(({ locale, version, title }) => `${locale} ${version} ${title}`);
};

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'));
  write('shop/notifications/order-paid.de.txt', 'Bezahlt\n\nVielen Dank.\n');
  write('shop/notifications/order-paid.en.txt', 'Paid\n\nThank you.\n\nSee you.\n');
  write('shop/notifications/order-paid.en.html', '<p>Thank you.</p>\n');
  await database.query("DELETE FROM notifications.template WHERE name = 'shop.order-paid'");
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file is a title, an empty line and a body; English comes first', () => {
  expect(readTemplateFiles(folder)).toEqual([
    { name: 'shop.order-paid', locale: 'en', title: 'Paid', body: 'Thank you.\n\nSee you.', html: '<p>Thank you.</p>' },
    { name: 'shop.order-paid', locale: 'de', title: 'Bezahlt', body: 'Vielen Dank.', html: null },
  ]);
});

test.each<[string, string, string, string]>([
  ['without an empty line', 'a.en.txt', 'Paid\nThank you.', 'is not a title'],
  ['without a body', 'a.en.txt', 'Paid\n\n', 'is not a title'],
  ['with too long a title', 'a.en.txt', `${'x'.repeat(201)}\n\nThank you.`, 'is not a title'],
  ['without a locale', 'order.txt', 'Paid\n\nThank you.', 'not named'],
  ['of HTML without text', 'a.en.html', '<p>Thank you.</p>', 'there is no shop/notifications/a.en.txt'],
])('a file %s is an error that names it', (_, name, text, message) => {
  write(`shop/notifications/${name}`, text);
  expect(() => readTemplateFiles(folder)).toThrow(`shop/notifications/${name}: ${message}`);
});

test('files are stored once, and a changed file as the next version', async () => {
  expect(await importAll()).toEqual(['shop.order-paid.en', 'shop.order-paid.de']);
  expect(await importAll()).toEqual([]);
  write('shop/notifications/order-paid.de.txt', 'Danke\n\nVielen Dank.\n');
  expect(await importAll()).toEqual(['shop.order-paid.de']);
  expect(await versions()).toEqual(['en 1 Paid', 'de 1 Bezahlt', 'de 2 Danke']);
});

test('what an administrator has written stays', async () => {
  await importAll();
  await database.query(
    `INSERT INTO notifications.template (id, name, locale, version, title, body, created_by, created_at)
     VALUES ('ntt_z', 'shop.order-paid', 'en', 2, 'Received', 'Thanks.', 'usr_ada', now())`,
  );
  write('shop/notifications/order-paid.en.txt', 'Settled\n\nThank you.\n');

  expect(await importAll()).toEqual([]);
  expect(await versions()).toEqual(['en 1 Paid', 'de 1 Bezahlt', 'en 2 Received']);
});

test('the texts of the project are those that its database has', async () => {
  const client = { connectionString: database.ownerUrl };
  const files = readTemplateFiles();
  expect(files.length).toBeGreaterThan(50);
  expect(await withClient(client, (connected) => importTemplates(connected, files))).toEqual([]);
  const { rows } = await database.query('SELECT name, locale FROM notifications.template WHERE version > 1');
  expect(rows).toEqual([]);
});
