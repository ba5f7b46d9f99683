import type { Route } from '../../runtime/executor/route.ts';
import { htmlResponse } from '../../runtime/http/html-response.ts';
import { readForm } from '../../runtime/http/read-form.ts';
import { APPEAL_PATH } from '../../runtime/signed-links/appeal-links.ts';
import type { ModerationContext } from './context.ts';
import { appealByLink, type LinkedAppeal, readAppealLink } from './operations/appeal-by-link.ts';
import { appealPage } from './operations/appeal-page.ts';

/** An appeal of the greatest length, as a browser encodes it. */
const MAX_BODY_BYTES = 100 * 1024;

const UNPROCESSABLE = 422;

const STATUS: Readonly<Record<LinkedAppeal['state'], number>> = {
  ...{ OPEN: 200, SENT: 200, APPEALED: 200, CLOSED: 200 },
  ...{ EXPIRED: 410, GONE: 404, INVALID: 404 },
};
/** Of a form that has no effect. */
const STATUS_OF_POST: Readonly<Record<LinkedAppeal['state'], number>> = {
  ...STATUS,
  ...{ OPEN: UNPROCESSABLE, APPEALED: 409, CLOSED: 409 },
};

/** The link of the e-mail about a suspension, opened by a person or a link scanner: it changes nothing. */
const showAppeal: Route<ModerationContext> = {
  method: 'GET',
  path: APPEAL_PATH,
  async handle({ url }, context) {
    const appeal = await readAppealLink(context, url.searchParams.get('token'));
    return htmlResponse(appealPage(appeal), STATUS[appeal.state]);
  },
};

/** The form of the page above: whoever is suspended cannot sign in. */
const sendAppeal: Route<ModerationContext> = {
  method: 'POST',
  path: APPEAL_PATH,
  maxBodyBytes: MAX_BODY_BYTES,
  async handle(request, context) {
    const text = (await readForm(request))?.get('text');
    const token = request.url.searchParams.get('token');
    const appeal = await appealByLink(context, token, typeof text === 'string' ? text : '');
    return htmlResponse(appealPage(appeal), STATUS_OF_POST[appeal.state]);
  },
};

/** HTTP routes of moderation beside GraphQL. */
export const routes: readonly Route<ModerationContext>[] = [showAppeal, sendAppeal];
