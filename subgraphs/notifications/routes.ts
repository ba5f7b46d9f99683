import type { Route, RouteRequest } from '../../runtime/executor/route.ts';
import { htmlResponse } from '../../runtime/http/html-response.ts';
import { readBody } from '../../runtime/http/read-body.ts';
import { readForm } from '../../runtime/http/read-form.ts';
import type { NotificationsContext } from './context.ts';
import { linkChat } from './operations/devices/link-chat.ts';
import { readUnsubscribeLink, unsubscribe } from './operations/preferences/unsubscribe.ts';
import { askingPage, endedPage } from './operations/preferences/unsubscribe-page.ts';

const MAX_BODY_BYTES = 100 * 1024;

/** Updates of the Telegram bot: `/start` links a chat. Other updates are acknowledged too, or Telegram would repeat them. */
const telegramUpdates: Route<NotificationsContext> = {
  method: 'POST',
  path: '/webhooks/telegram',
  maxBodyBytes: MAX_BODY_BYTES,
  async handle(request, context) {
    const { headers } = request;
    if (!context.channels.isTelegram(headers.get('x-telegram-bot-api-secret-token')))
      return new Response(null, { status: 401 });
    const update = await readJson(request);
    if (update === undefined) return new Response(null, { status: 400 });
    await linkChat(context, update);
    return new Response(null, { status: 204 });
  },
};

const UNSUBSCRIBE = '/notifications/unsubscribe';

/** A link in an e-mail, opened by a person or a link scanner: it shows a confirmation and changes nothing. */
const unsubscribePage: Route<NotificationsContext> = {
  method: 'GET',
  path: UNSUBSCRIBE,
  async handle({ url }, context) {
    const offer = await readUnsubscribeLink(context, url.searchParams.get('token'));
    return offer === null ? new Response(null, { status: 404 }) : htmlResponse(askingPage(offer));
  },
};

/** One click in a mail reader, or the button of the page above (RFC 8058): nobody has to sign in. */
const unsubscribeAtOnce: Route<NotificationsContext> = {
  method: 'POST',
  path: UNSUBSCRIBE,
  maxBodyBytes: MAX_BODY_BYTES,
  async handle(request, context) {
    if (!(await isOneClick(request))) return new Response(null, { status: 400 });
    const offer = await unsubscribe(context, request.url.searchParams.get('token'));
    return offer === null ? new Response(null, { status: 404 }) : htmlResponse(endedPage(offer));
  },
};

/** HTTP routes of notifications beside GraphQL. */
export const routes: readonly Route<NotificationsContext>[] = [telegramUpdates, unsubscribePage, unsubscribeAtOnce];

/** Whether a form says what a one-click request has to say. */
async function isOneClick(request: RouteRequest): Promise<boolean> {
  const form = await readForm(request);
  return form?.get('List-Unsubscribe') === 'One-Click';
}

/** The JSON of a body; undefined when it is none. */
async function readJson(request: RouteRequest): Promise<unknown> {
  const bytes = await readBody(request);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
