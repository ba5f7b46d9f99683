import type { Route } from '../../../runtime/executor/route.ts';
import { readForm } from '../../../runtime/http/read-form.ts';
import type { PaymentsContext } from '../context.ts';
import { showChallenge, submitChallenge } from '../sandbox/challenge-page.ts';
import { receiveProviderWebhook } from './receive-provider-webhook.ts';

const MAX_FORM_BYTES = 1_024;

const webhook: Route<PaymentsContext> = {
  method: 'POST',
  path: '/webhooks/payments/:provider',
  handle: (request, context) => receiveProviderWebhook(context, request.params['provider'] ?? '', request),
};

/** Where there is no sandbox there are no pages of it. */
const isAbsent = ({ provider }: PaymentsContext): boolean => provider?.name !== 'sandbox';

const notFound = (): Response => new Response(null, { status: 404 });

const showPage: Route<PaymentsContext> = {
  method: 'GET',
  path: '/payments/sandbox/:challengeId',
  handle: async ({ params }, context) =>
    isAbsent(context) ? notFound() : showChallenge(context, params['challengeId'] ?? ''),
};

const submitPage: Route<PaymentsContext> = {
  method: 'POST',
  path: '/payments/sandbox/:challengeId',
  maxBodyBytes: MAX_FORM_BYTES,
  async handle(request, context) {
    if (isAbsent(context)) return notFound();
    return submitChallenge(context, request.params['challengeId'] ?? '', await readForm(request));
  },
};

/** HTTP routes of the domain besides GraphQL: webhooks of providers, and the pages of the sandbox. */
export const routes: readonly Route<PaymentsContext>[] = [webhook, showPage, submitPage];
