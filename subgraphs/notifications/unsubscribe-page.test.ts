import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { toResponse } from '../../runtime/serve/response-body.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { createUnsubscribeLinks } from './adapters/unsubscribe-links.ts';
import type { NotificationsContext } from './context.ts';
import { isChosen } from './operations/preferences/default-choices.ts';
import { type NotificationsRepository, openNotificationsRepository } from './repository/index.ts';
import { routes } from './routes.ts';

const SECRET = 'a secret of at least 32 characters, ours';
const links = createUnsubscribeLinks([SECRET], 'https://social.example/graph');

let database: FreshDatabase;
let repository: NotificationsRepository;
let ada: string;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openNotificationsRepository(database.urlOf('notifications'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});
beforeEach(() => {
  ada = newId('usr', new Date());
});

const context = (): NotificationsContext =>
  ({ repository, channels: { readUnsubscribeToken: links.read } }) as unknown as NotificationsContext;
const linkTo = (...types: ('MESSAGE' | 'FRIEND_REQUEST')[]): URL =>
  new URL(links.urlOf({ userId: ada, types }) ?? 'about:blank');
const open = async (method: 'GET' | 'POST', url: URL, form: FormData | URLSearchParams | string | null = null) => {
  const route = routes.find(({ method: of, path }) => of === method && path === '/notifications/unsubscribe');
  if (route === undefined) throw new Error('there is no such route');
  const request = new Request(url, { method, body: form });
  const { headers, body, signal } = request;
  const answer = toResponse(await route.handle({ method, url, params: {}, headers, body, signal }, context()));
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const oneClick = () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
const wants = async (type: 'MESSAGE' | 'FRIEND_REQUEST', channel: 'EMAIL' | 'PUSH' = 'EMAIL'): Promise<boolean> => {
  const [listener] = await repository.listeners([ada]);
  return isChosen(listener?.choices ?? [], type, channel);
};

test('one click ends letters of that type, and nothing else; again changes nothing', async () => {
  await repository.saveChoices(ada, [{ type: 'MESSAGE', channel: 'EMAIL', isEnabled: true, frequency: 'DAILY' }]);
  for (const _ of [1, 2]) expect((await open('POST', linkTo('MESSAGE'), oneClick())).status).toBe(200);
  expect([await wants('MESSAGE'), await wants('MESSAGE', 'PUSH'), await wants('FRIEND_REQUEST')]).toEqual([
    false,
    true,
    true,
  ]);
  const [listener] = await repository.listeners([ada]);
  expect(listener?.choices).toMatchObject([
    { type: 'MESSAGE', channel: 'EMAIL', isEnabled: false, frequency: 'DAILY' },
  ]);
});

test('the link of a digest ends all its types, also by a form of parts', async () => {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  expect((await open('POST', linkTo('MESSAGE', 'FRIEND_REQUEST'), form)).status).toBe(200);
  expect([await wants('MESSAGE'), await wants('FRIEND_REQUEST')]).toEqual([false, false]);
});

test('to open a link asks in the language of its person, and changes nothing', async () => {
  await repository.savePreferences(ada, {
    locale: 'ru-RU',
    timeZone: 'UTC',
    quietFrom: null,
    quietTo: null,
    digestAt: 480,
    digestDay: 1,
  });
  const { status, headers, text } = await open('GET', linkTo('FRIEND_REQUEST'));
  expect(status).toBe(200);
  expect(text).toContain('<html lang="ru">');
  expect(text).toContain('заявки в друзья');
  expect(text).toContain('<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
  expect(await wants('FRIEND_REQUEST')).toBe(true);
});

test.each(['', 'List-Unsubscribe=Maybe', 'x=1', null])('a post that says "%s" ends nothing', async (form) => {
  expect((await open('POST', linkTo('FRIEND_REQUEST'), form)).status).toBe(400);
  expect((await open('POST', linkTo('FRIEND_REQUEST'), new URLSearchParams(form ?? ''))).status).toBe(400);
  expect(await wants('FRIEND_REQUEST')).toBe(true);
});

test('a link that was not signed here ends nothing, and says nothing', async () => {
  const url = linkTo('FRIEND_REQUEST');
  const token = url.searchParams.get('token') ?? '';
  const foreign = createUnsubscribeLinks([`${SECRET}!`], 'https://social.example');
  const other = Buffer.from(JSON.stringify(['usr_else', ['MESSAGE']])).toString('base64url');
  const forged = [
    '',
    'x',
    `${token}x`,
    `${token}.x`,
    `${other}.${token.split('.')[1]}`,
    'x'.repeat(2_000),
    new URL(foreign.urlOf({ userId: ada, types: ['FRIEND_REQUEST'] }) ?? '').searchParams.get('token') ?? '',
  ];
  for (const one of forged) {
    url.searchParams.set('token', one);
    expect((await open('GET', url)).status).toBe(404);
    expect((await open('POST', url, oneClick())).status).toBe(404);
  }
  url.searchParams.delete('token');
  expect((await open('POST', url, oneClick())).status).toBe(404);
  expect(await wants('FRIEND_REQUEST')).toBe(true);
});

test('letters of the account cannot be ended, whoever signed the link', () => {
  const url = links.urlOf({ userId: ada, types: ['ACCOUNT'] }) ?? '';
  expect(links.read(new URL(url).searchParams.get('token') ?? '')).toBeNull();
});

test('links lead to where the gateway is reached, and are none while nobody knows where', () => {
  expect(linkTo('MESSAGE').href).toMatch(/^https:\/\/social\.example\/graph\/notifications\/unsubscribe\?token=/);
  expect(createUnsubscribeLinks([SECRET], null).urlOf({ userId: ada, types: ['MESSAGE'] })).toBeNull();
});
