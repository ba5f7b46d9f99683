import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { z } from 'zod';
import type { AuthSettings } from '../settings.ts';

/** User and time confirmed by Telegram. */
export interface TelegramProof {
  /** Id of the user at Telegram. */
  readonly subject: string;
  readonly username: string | null;
  readonly signedAt: Date;
  /** Hash of the signed fields, independent of their order and encoding. */
  readonly fingerprint: string;
}

/** Verifies the `initData` that Telegram passes to a Mini App. */
export interface Telegram {
  /** Whether the settings for it are present. */
  readonly isConfigured: boolean;
  /** The confirmed user; null when the data is not from Telegram for our bot. Does not check its age. */
  read(initData: string): TelegramProof | null;
}

/** Longer than any `initData` that Telegram sends. */
const MAX_LENGTH = 8_192;
const SECOND_MS = 1_000;
const HEX_DIGEST = /^[0-9a-f]{64}$/;

/** SubjectPublicKeyInfo of Ed25519 without the key itself (RFC 8410, section 4). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const USER = z.object({ id: z.int().positive(), is_bot: z.literal(false).optional(), username: z.string().optional() });

/**
 * Verifies with the bot's token if it is set and the data has a `hash`, otherwise with Telegram's public keys.
 * https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app and the section after it.
 */
export function createTelegram({ botId, botToken, publicKeys }: AuthSettings['telegram']): Telegram {
  const secret = botToken === null ? null : createHmac('sha256', 'WebAppData').update(botToken).digest();
  const keys = publicKeys.map((hex) =>
    createPublicKey({ key: Buffer.concat([ED25519_PREFIX, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' }),
  );

  const isGenuine = (fields: ReadonlyMap<string, string>): boolean => {
    const hash = fields.get('hash');
    if (secret !== null && hash !== undefined) {
      if (!HEX_DIGEST.test(hash)) return false;
      // All fields except `hash`; this includes `signature`.
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

/** Null for ambiguous data: a repeated name, or a line break, which separates fields in the check string. */
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
    // Covers the fields that both signatures share, so that a proof cannot be used once with each.
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
