import { createHash, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';

/** Verifies a password against one hash. */
export type VerifyHash = (password: string) => Promise<boolean>;

/** A hash as another system kept it, or why it cannot be used: a sentence that holds nothing of it. */
type ReadHash = { readonly verify: VerifyHash } | { readonly objection: string };

const TOO_MUCH_WORK: ReadHash = { objection: 'The password hash takes more work than a sign-in may.' };
const MALFORMED: ReadHash = { objection: 'The password hash is malformed or of an unsupported scheme.' };

/** Each bound is about a second of one CPU. */
const MAX_BCRYPT_COST = 14;
const MAX_PBKDF2_ITERATIONS = 2_000_000;
/** Product of N, r and p of scrypt. */
const MAX_SCRYPT_WORK = 2 ** 21;
/** Product of N and r of scrypt, of which each needs 128 bytes: 128 MiB. */
const MAX_SCRYPT_MEMORY = 2 ** 20;
/** Of argon2: 256 MiB, and memory times passes. */
const MAX_ARGON2_KIB = 262_144;
const MAX_ARGON2_WORK = 2 ** 21;
const MAX_ARGON2_LANES = 16;
/** Bytes of a derived key. */
const KEY_BYTES = { min: 16, max: 128 } as const;

const scryptAsync = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);
const pbkdf2Async = promisify(pbkdf2);

/** The schemes whose hashes can be verified; each form is that of one or several frameworks. */
const FORMS: readonly { readonly form: RegExp; readonly read: (parts: readonly string[]) => ReadHash }[] = [
  // Plain, and with the prefix that Django gives it.
  {
    form: /^(?:bcrypt\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/,
    read: ([hash, cost]) => bcrypt(hash, cost, (given) => given),
  },
  // Django hashes the password first, since bcrypt ignores what is beyond 72 bytes.
  {
    form: /^bcrypt_sha256\$(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/,
    read: ([hash, cost]) => bcrypt(hash, cost, hexOfSha256),
  },
  // Django: algorithm$iterations$salt$hash.
  {
    form: /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,9})\$([^$]{1,200})\$([A-Za-z0-9+/]+=*)$/,
    read: ([digest, rounds, salt, key]) => pbkdf2Hash(digest, rounds, utf8(salt), base64(key)),
  },
  // Werkzeug: pbkdf2:digest:iterations$salt$hex.
  {
    form: /^pbkdf2:(sha1|sha256|sha512):(\d{1,9})\$([^$]{1,200})\$([0-9a-f]+)$/,
    read: ([digest, rounds, salt, key]) => pbkdf2Hash(digest, rounds, utf8(salt), hex(key)),
  },
  // PHC strings, and those of Passlib, which have "." for "+" and no name before the iterations.
  {
    form: /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d{1,9})(?:,l=\d+)?\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$/,
    read: ([digest, rounds, salt, key]) => pbkdf2Hash(digest || 'sha1', rounds, base64(salt), base64(key)),
  },
  // Django: scrypt$N$salt$r$p$hash.
  {
    form: /^scrypt\$(\d{1,9})\$([^$]{1,200})\$(\d{1,4})\$(\d{1,4})\$([A-Za-z0-9+/]+=*)$/,
    read: ([n, salt, r, p, key]) => scryptHash({ N: Number(n), r: Number(r), p: Number(p) }, utf8(salt), base64(key)),
  },
  // Werkzeug: scrypt:N:r:p$salt$hex.
  {
    form: /^scrypt:(\d{1,9}):(\d{1,4}):(\d{1,4})\$([^$]{1,200})\$([0-9a-f]+)$/,
    read: ([n, r, p, salt, key]) => scryptHash({ N: Number(n), r: Number(r), p: Number(p) }, utf8(salt), hex(key)),
  },
  // PHC: ln is the binary logarithm of N.
  {
    form: /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/,
    read: ([ln, r, p, salt, key]) =>
      scryptHash({ N: 2 ** Number(ln), r: Number(r), p: Number(p) }, base64(salt), base64(key)),
  },
];

/** PHC, and with the prefix that Django gives it. */
const ARGON2 =
  /^(?:argon2)?(\$argon2(?:id|i|d)\$v=19\$m=(\d{1,9}),t=(\d{1,6}),p=(\d{1,4})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,172})$/;

/** The PHC string of a hash of argon2 that may have a prefix; null for one of another scheme. */
export const argon2Of = (hash: string): string | null => ARGON2.exec(hash)?.[1] ?? null;

/** Verifies a hash that another system has made, of any scheme but argon2; a malformed one matches no password. */
export async function verifyImported(hash: string, password: string): Promise<boolean> {
  const found = readHash(hash);
  return 'verify' in found ? found.verify(password) : false;
}

/** Why a hash of an older system cannot be taken over; null when a sign-in can verify it. */
export function objectionToHash(hash: string): string | null {
  const found = ARGON2.exec(hash) === null ? readHash(hash) : readArgon2(hash);
  return 'objection' in found ? found.objection : null;
}

function readHash(hash: string): ReadHash {
  for (const { form, read } of FORMS) {
    const parts = form.exec(hash)?.slice(1);
    if (parts !== undefined) return read(parts);
  }
  return MALFORMED;
}

function readArgon2(hash: string): ReadHash {
  const [memory = 0, passes = 0, lanes = 0] = (ARGON2.exec(hash) ?? []).slice(2).map(Number);
  if (memory > MAX_ARGON2_KIB || memory * passes > MAX_ARGON2_WORK || lanes > MAX_ARGON2_LANES) return TOO_MUCH_WORK;
  const isUsable = passes >= 1 && lanes >= 1 && memory >= 8 * lanes;
  return isUsable ? { verify: async () => false } : MALFORMED;
}

function bcrypt(hash = '', cost = '', prepare: (password: string) => string): ReadHash {
  if (Number(cost) < 4) return MALFORMED;
  if (Number(cost) > MAX_BCRYPT_COST) return TOO_MUCH_WORK;
  return { verify: (password) => verifyBcrypt(prepare(password), hash) };
}

function pbkdf2Hash(digest = '', rounds = '', salt: Buffer, key: Buffer): ReadHash {
  const iterations = Number(rounds);
  if (iterations < 1 || !isKey(key)) return MALFORMED;
  if (iterations > MAX_PBKDF2_ITERATIONS) return TOO_MUCH_WORK;
  return {
    verify: async (password) => timingSafeEqual(await pbkdf2Async(password, salt, iterations, key.length, digest), key),
  };
}

function scryptHash({ N, r, p }: { N: number; r: number; p: number }, salt: Buffer, key: Buffer): ReadHash {
  if (N < 2 || !Number.isInteger(Math.log2(N)) || r < 1 || p < 1 || !isKey(key)) return MALFORMED;
  if (N * r > MAX_SCRYPT_MEMORY || N * r * p > MAX_SCRYPT_WORK) return TOO_MUCH_WORK;
  // OpenSSL counts some blocks beside the 128 * N * r.
  const maxmem = 128 * (N + p + 2) * r + 2 ** 20;
  return {
    verify: async (password) =>
      timingSafeEqual(await scryptAsync(password, salt, key.length, { N, r, p, maxmem }), key),
  };
}

const isKey = ({ length }: Buffer): boolean => length >= KEY_BYTES.min && length <= KEY_BYTES.max;
const hexOfSha256 = (password: string): string => createHash('sha256').update(password).digest('hex');
const utf8 = (text = ''): Buffer => Buffer.from(text, 'utf8');
const hex = (text = ''): Buffer => Buffer.from(text, 'hex');
const base64 = (text = ''): Buffer => Buffer.from(text.replaceAll('.', '+'), 'base64');
