import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30-second steps, as all apps support. */
export interface Totp {
  /** 160 random bits in Base32 (RFC 4226, section 4, asks for as many). */
  makeSecret(): string;
  /** The `otpauth:` URL for a QR code. */
  urlOf(secret: string, account: string): string;
  /** The time step that the code matches: the current one or, since clocks differ, an adjacent one; null when none. */
  stepOf(secret: string, code: string, now: Date): number | null;
}

const SECRET_BYTES = 20;
const DIGITS = 6;
const STEP_MS = 30_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** TOTP whose secrets apps list under `issuer`. */
export const createTotp = (issuer: string): Totp => ({
  makeSecret: () => toBase32(randomBytes(SECRET_BYTES)),
  urlOf(secret, account) {
    const label = [issuer, account].map(encodeURIComponent).join(':');
    return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1_000}`;
  },
  stepOf(secret, code, now) {
    if (!/^[0-9]{6}$/.test(code)) return null;
    const key = fromBase32(secret);
    const current = Math.floor(now.getTime() / STEP_MS);
    const right = [current, current - 1, current + 1].filter((step) =>
      timingSafeEqual(Buffer.from(codeOf(key, step)), Buffer.from(code)),
    );
    return right[0] ?? null;
  },
});

/** RFC 4226, section 5.3. */
function codeOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** RFC 4648, section 6; whole groups of five bytes only, so without padding. */
function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((group) => BASE32.charAt(Number.parseInt(group, 2))).join('');
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
