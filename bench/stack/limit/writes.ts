import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import type { Redis } from 'ioredis';
import { newId } from '../../../runtime/operations/ids.ts';
import type { openPools, Run } from './database.ts';
import { LOGIN_STATEMENTS } from './login-statements.ts';
import { messageFields } from './reads.ts';
import { STATEMENTS } from './statements.ts';

/** Sends a message, and says so in Redis: what a client waits for. Delivery is not a part of it. */
export async function sendMessage(
  { run, redis }: { readonly run: Run; readonly redis: Redis },
  viewerId: string,
  { input }: { readonly input: { conversationId: string; text: string; clientMessageId: string } },
): Promise<object> {
  const { conversationId, text, clientMessageId } = input;
  const [conversation] = await run(STATEMENTS.conversations, [viewerId, [conversationId]]);
  if (conversation?.['role'] == null || conversation['is_blocked'] === true || conversation['has_contact'] !== true)
    throw new Error('The conversation cannot be written to.');
  const now = new Date();
  const hash = createHash('sha256')
    .update(JSON.stringify([text, null, [], []]))
    .digest('hex');
  const values = [
    conversationId,
    viewerId,
    now,
    newId('msg', now),
    text,
    clientMessageId,
    hash,
    newId('evt', now),
    'x',
  ];
  const [row] = await run(STATEMENTS.addMessage, values);
  if (row === undefined) throw new Error('The message was not stored.');
  await Promise.all([
    redis.publish(`limit.messages.${conversationId}`, '{}'),
    redis.publish(`limit.receipts.${conversationId}`, JSON.stringify({ userId: viewerId })),
    redis.zrem(`limit:typing:${conversationId}`, viewerId),
  ]);
  return { sendMessage: { message: { ...messageFields(row), clientMessageId }, errors: [] } };
}

/** Pools, attempts in Redis, and a key for tokens. */
export interface LoginNeeds extends ReturnType<typeof openPools> {
  readonly redis: Redis;
  readonly signingKey: KeyObject;
}

const DEVICE = null;
const ADDRESS = '127.0.0.1';
const TOKEN_MS = 600_000;
const SESSION_MS = 7 * 86_400_000;

/** Opens a session by password. The token is signed by a key of its own. */
export async function login(
  { run, transaction, redis, signingKey }: LoginNeeds,
  { input: { identifier, password } }: { readonly input: { identifier: string; password: string } },
): Promise<object> {
  const [credential] = await run(LOGIN_STATEMENTS.credential, [identifier]);
  const userId = String(credential?.['userId']);
  await run(LOGIN_STATEMENTS.addressesOfDevice, [userId, DEVICE]);
  await redis.incr(`limit:attempts:${userId}`);
  if (!(await verify(String(credential?.['hash']), password))) throw new Error('The password is wrong.');
  await run(LOGIN_STATEMENTS.totp, [userId]);
  await run(STATEMENTS.accounts, [[userId]]);
  const now = new Date();
  const sessionId = newId('ses', now);
  const refreshToken = randomBytes(32).toString('base64url');
  const accessToken = issue(signingKey, {
    sub: userId,
    sid: sessionId,
    exp: Math.floor((Date.now() + TOKEN_MS) / 1_000),
  });
  await transaction('auth', async (within) => {
    await within(LOGIN_STATEMENTS.holdPassword, [userId, credential?.['hash']]);
    await within(LOGIN_STATEMENTS.holdSuspension, [userId, now]);
    await within(LOGIN_STATEMENTS.openSession, [
      sessionId,
      userId,
      now,
      new Date(now.getTime() + SESSION_MS),
      DEVICE,
      ADDRESS,
    ]);
    const refreshHash = createHash('sha256').update(refreshToken).digest('hex');
    await within(LOGIN_STATEMENTS.addRefreshToken, [refreshHash, sessionId, now]);
    await within(LOGIN_STATEMENTS.isNewDevice, [DEVICE, userId]);
    await within(LOGIN_STATEMENTS.addSecurityEvent, [newId('sev', now), userId, now, sessionId, DEVICE, ADDRESS]);
    await within(LOGIN_STATEMENTS.addEvents, ['x', JSON.stringify([{ id: newId('evt', now), payload: { userId } }])]);
  });
  await redis.decr(`limit:attempts:${userId}`);
  const expiresAt = new Date(Math.floor((now.getTime() + TOKEN_MS) / 1_000) * 1_000);
  return { login: { session: { accessToken, refreshToken, expiresAt, user: { id: userId } }, errors: [] } };
}

function issue(key: KeyObject, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'ES256', typ: 'at+jwt' })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
