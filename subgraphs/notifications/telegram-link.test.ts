import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import type { NotificationsContext } from './context.ts';
import { registerDevice } from './operations/devices/register-device.ts';
import { type NotificationsRepository, openNotificationsRepository } from './repository/index.ts';
import { routes } from './routes.ts';

let database: FreshDatabase;
let repository: NotificationsRepository;
let time = new Date('2026-11-20T12:00:00.000Z');

const channels = {
  isAvailable: () => true,
  isTelegram: (secret: string | null) => secret === 'shown',
  telegramLink: (code: string) => `https://t.me/bot?start=${code}`,
};

beforeAll(async () => {
  database = await freshDatabase();
  repository = openNotificationsRepository(database.urlOf('notifications'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});

const contextOf = (viewerId: string): NotificationsContext =>
  ({ caller: { ...ANONYMOUS, viewerId }, now: () => time, channels, repository }) as unknown as NotificationsContext;
const person = (): string => newId('usr', time);
const linkOf = async (viewerId: string): Promise<string> => {
  const registered = await registerDevice(contextOf(viewerId), { kind: 'TELEGRAM' });
  return new URL((registered.ok ? registered.value.telegramLink : null) ?? '').searchParams.get('start') ?? '';
};
const update = (text: string, id = 4711, type = 'private') => ({ update_id: 1, message: { text, chat: { id, type } } });
const post = async (body: unknown, secret = 'shown'): Promise<number> => {
  const [route] = routes;
  const request = {
    method: 'POST',
    url: new URL('http://localhost/webhooks/telegram'),
    params: {},
    headers: new Headers({ 'x-telegram-bot-api-secret-token': secret }),
    body: new Blob([typeof body === 'string' ? body : JSON.stringify(body)]).stream(),
    signal: new AbortController().signal,
  };
  return (await route?.handle(request, contextOf(person())))?.status ?? 0;
};
const chatOf = async (viewerId: string) => (await repository.devicesOf(viewerId)).map(({ endpoint }) => endpoint);

test('who presses Start below their link has the chat linked, once', async () => {
  const ada = person();
  const code = await linkOf(ada);
  expect(await post(update(`/start ${code}`))).toBe(204);
  expect(await chatOf(ada)).toEqual(['4711']);
  await post(update(`/start ${code}`, 4712));
  expect(await chatOf(ada)).toEqual(['4711']);
});

test('a chat belongs to whoever linked it last', async () => {
  const [ada, bob] = [person(), person()];
  await post(update(`/start ${await linkOf(ada)}`, 5));
  await post(update(`/start ${await linkOf(bob)}`, 5));
  expect(await chatOf(ada)).toEqual([]);
  expect(await chatOf(bob)).toEqual(['5']);
});

test.each([
  ['a group', (code: string) => update(`/start ${code}`, 6, 'group')],
  ['another word', (code: string) => update(`/stop ${code}`, 6)],
  ['an unknown code', () => update('/start lnk_019a0000-0000-7000-8000-000000000000', 6)],
  ['another kind of update', () => ({ update_id: 2, callback_query: {} })],
])('%s links nothing, and is taken all the same', async (_, bodyOf) => {
  const ada = person();
  expect(await post(bodyOf(await linkOf(ada)))).toBe(204);
  expect(await chatOf(ada)).toEqual([null]);
});

test('a link that is too old links nothing, and the next one takes its place', async () => {
  const ada = person();
  const code = await linkOf(ada);
  time = new Date(time.getTime() + 16 * 60_000);
  await post(update(`/start ${code}`, 7));
  expect(await chatOf(ada)).toEqual([null]);
  await linkOf(ada);
  expect(await chatOf(ada)).toHaveLength(1);
});

test.each([
  ['without Telegram’s secret', update('/start'), 'guessed', 401],
  ['that is no JSON', '{', 'shown', 400],
])('an update %s is refused', async (_, body, secret, status) => {
  expect(await post(body, secret)).toBe(status);
});

test('bodies of more than 100 KiB are not read, by any route that takes them', () => {
  const limits = routes.filter(({ method }) => method === 'POST').map(({ maxBodyBytes }) => maxBodyBytes);
  expect(limits).toEqual([102_400, 102_400]);
});
