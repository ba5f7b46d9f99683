import { request } from 'undici';
import { z } from 'zod';
import { notSent, outcomeOfError, SENT } from '../../../runtime/http/delivery-outcome.ts';
import type { Outcome, Outgoing } from '../context.ts';

const TIMEOUT_MS = 5_000;
const MAX_TEXT = 4_096;
const ANSWER = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

/** The bot that writes, and where its API is. */
export interface TelegramBot {
  readonly apiUrl: string;
  readonly token: string;
}

/**
 * Sends plain text, without markup, to a chat with the bot. The Bot API has no idempotency key, so a message whose response
 * was lost may arrive twice.
 */
export async function sendTelegram(
  { apiUrl, token }: TelegramBot,
  { title, body, address }: Outgoing,
): Promise<Outcome> {
  try {
    const answer = await request(`${apiUrl.replace(/\/$/, '')}/bot${token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: address, text: `${title}\n\n${body}`.slice(0, MAX_TEXT) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return outcomeOfAnswer(answer.statusCode, ANSWER.safeParse(await answer.body.json()));
  } catch (error) {
    return outcomeOfError(error);
  }
}

function outcomeOfAnswer(status: number, answer: ReturnType<typeof ANSWER.safeParse>): Outcome {
  if (status === 200 && answer.data?.ok === true) return SENT;
  const reason = `answered ${status} ${answer.data?.description ?? ''}`.trim();
  // 403: the person has blocked the bot or left the chat; it must be linked again.
  if (status === 403) return notSent(reason, { isGone: true, isPermanent: true });
  const mayPass = status === 429 || status >= 500;
  return notSent(reason, {
    isPermanent: !mayPass,
    retryAfterSeconds: answer.data?.parameters?.retry_after ?? null,
  });
}
