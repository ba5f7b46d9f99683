import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { z } from 'zod';
import type { Configuration } from '../../../runtime/settings/configuration.ts';

/** What Telegram vouches for: who opened the app, and when. */
export interface TelegramProof {
  /** The person's number at Telegram. */
  readonly subject: string;
  readonly username: string | null;
  readonly signedAt: Date;
  /** The same for the same proof, however it is written. */
  readonly fingerprint: string;
}

/** Checks the `initData` that Telegram hands to a Mini App. */
export interface Telegram {
  /** Whether it is set up. */
  readonly isConfigured: boolean;
  /** What the data vouches for; null when it is not from Telegram for our bot, however it is broken. Its age is not looked at. */
  read(initData: string): TelegramProof | null;
}

/** Far longer than any that Telegram makes. */
const MAX_LENGTH = 8_192;
const SECOND_MS = 1_000;
const HEX_DIGEST = /^[0-9a-f]{64}$/;

/** SubjectPublicKeyInfo of Ed25519 without the key itself (RFC 8410, section 4). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const USER = z.object({ id: z.int().positive(), is_bot: z.literal(false).optional(), username: z.string().optional() });

/**
 * Checks by the bot's token where there is one and the data has a `hash`, else by Telegram's own keys.
 * https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app and the section after it.
 */
export function createTelegram({ botId, botToken, publicKeys }: Configuration['telegram']): Telegram {
  const secret = botToken === null ? null : createHmac('sha256', 'WebAppData').update(botToken).digest();
  const keys = publicKeys.map((hex) =>
    createPublicKey({ key: Buffer.concat([ED25519_PREFIX, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' }),
  );

  const isGenuine = (fields: ReadonlyMap<string, string>): boolean => {
    const hash = fields.get('hash');
    if (secret !== null && hash !== undefined) {
      if (!HEX_DIGEST.test(hash)) return false;
      // Every field but `hash`, so `signature` too.
      const expected = createHmac('sha256', secret).update(checkString(fields, 'hash')).digest();
      return timingSafeEqual(expected, Buffer.from(hash, 'hex'));
    }
    const signature = fields.get('signature');
    if (botId === null || signature === undefined) return false;
    const signed = Buffer.from(`${botId}:WebAppData\n${checkString(fields, 'hash', 'signature')}`);
    return keys.some((key) => verify(null, signed, key, Buffer.from(signature, 'base64url')));
  };

  return {
    isConfigured: botId !== null,
    read(initData) {
      const fields = parseFields(initData);
      return fields !== null && isGenuine(fields) ? proofOf(fields) : null;
    },
  };
}

/** Null for what could be read in two ways: a name that stands twice, or a line break, which separates fields in the check string. */
function parseFields(initData: string): ReadonlyMap<string, string> | null {
  if (initData.length > MAX_LENGTH) return null;
  const pairs = [...new URLSearchParams(initData)];
  const fields = new Map(pairs);
  const isPlain = pairs.every(([name, value]) => !/[\n=]/.test(name) && !value.includes('\n'));
  return isPlain && fields.size === pairs.length ? fields : null;
}

const checkString = (fields: ReadonlyMap<string, string>, ...without: readonly string[]): string =>
  [...fields]
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n');

function proofOf(fields: ReadonlyMap<string, string>): TelegramProof | null {
  const seconds = fields.get('auth_date') ?? '';
  const user = USER.safeParse(parseJson(fields.get('user') ?? ''));
  if (!user.success || !/^[0-9]{1,11}$/.test(seconds)) return null;
  return {
    subject: String(user.data.id),
    username: user.data.username ?? null,
    signedAt: new Date(Number(seconds) * SECOND_MS),
    // Over what both forms sign, so that one proof cannot be used once in each.
    fingerprint: createHash('sha256')
      .update(checkString(fields, 'hash', 'signature'))
      .digest('hex'),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
