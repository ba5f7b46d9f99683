import type { Route } from '../../runtime/route.ts';
import type { NotificationsContext } from './context.ts';
import { linkChat } from './operations/link-chat.ts';

const MAX_BODY_BYTES = 100 * 1024;

/** Updates of the Telegram bot: a press on Start links a chat. What cannot be used is taken all the same, or it would come again. */
const telegramUpdates: Route<NotificationsContext> = {
  method: 'POST',
  path: '/webhooks/telegram',
  async handle({ headers, body }, context) {
    if (!context.channels.isTelegram(headers.get('x-telegram-bot-api-secret-token')))
      return new Response(null, { status: 401 });
    const update = await readJson(body);
    if (update === undefined) return new Response(null, { status: 400 });
    await linkChat(context, update);
    return new Response(null, { status: 204 });
  },
};

/** What notifications answers outside GraphQL. */
export const routes: readonly Route<NotificationsContext>[] = [telegramUpdates];

/** The JSON of a body; undefined when it is none, or too long. */
async function readJson(body: ReadableStream<Uint8Array> | null): Promise<unknown> {
  if (body === null) return undefined;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined;
  }
}
