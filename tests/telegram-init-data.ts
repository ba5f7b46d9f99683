import { createHmac } from 'node:crypto';

/** The token of a bot whose Mini App people sign in from. */
export const BOT_TOKEN = '123456:the-token-of-the-bot';

/** `initData` as Telegram would hand it to the Mini App of the bot now. */
export function signInitData(user: {
  readonly id: number;
  readonly first_name: string;
  readonly username: string;
}): string {
  const fields = { auth_date: String(Math.floor(Date.now() / 1_000)), user: JSON.stringify(user) };
  const checked = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const secret = createHmac('sha256', 'WebAppData').update(BOT_TOKEN).digest();
  const hash = createHmac('sha256', secret).update(checked.join('\n')).digest('hex');
  return new URLSearchParams({ ...fields, hash }).toString();
}
