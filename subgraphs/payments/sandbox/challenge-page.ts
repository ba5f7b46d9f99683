import { htmlResponse } from '../../../runtime/http/html-response.ts';
import { formatDecimal } from '../../../runtime/money/decimal.ts';
import { escapeMarkup } from '../../../runtime/text/escape-markup.ts';
import { htmlDocument } from '../../../runtime/text/html-document.ts';
import type { SandboxPayment } from '../repository/index.ts';
import type { SandboxNeeds } from './sandbox-needs.ts';
import { answerChallenge } from './settle-sandbox-payment.ts';

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem}
button{font:inherit;padding:.6rem 1rem;margin-right:.5rem}`;

/** After a form is posted, a browser follows a redirect only to where forms may lead. */
const policyOf = (returnUrl: string | null): string =>
  `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' ${returnUrl === null ? '' : new URL(returnUrl).origin}`.trim();

function respond(title: string, line: string, status = 200, returnUrl: string | null = null): Response {
  const page = htmlDocument({ locale: 'en', title, style: STYLE }, [line]);
  const headers = { 'content-security-policy': policyOf(returnUrl), 'x-robots-tag': 'noindex' };
  return htmlResponse(page, status, headers);
}

const closed = (): Response => respond('This page has expired', '<p>You can close this page.</p>', 404);

/** The 3-D Secure page of a payment: the bank of the payer asks whether it is them. */
export async function showChallenge({ repository }: SandboxNeeds, challengeId: string): Promise<Response> {
  const payment = await repository.lockSandboxPayment(challengeId);
  if (payment?.challengeId !== challengeId) return closed();
  if (payment.state !== 'REQUIRES_ACTION') return leave(payment);
  const amount = `${escapeMarkup(payment.currency)} ${formatDecimal(payment)}`;
  const content = `<p>Test bank: do you approve this payment of ${amount}?</p>
<form method="post"><button name="outcome" value="approve">Approve</button><button name="outcome" value="decline">Decline</button></form>`;
  return respond('Confirm your payment', content, 200, payment.returnUrl);
}

/** The payer has pressed a button; the browser returns to where the payment was begun. */
export async function submitChallenge(
  needs: SandboxNeeds,
  challengeId: string,
  form: FormData | null,
): Promise<Response> {
  const outcome = form?.get('outcome');
  if (outcome !== 'approve' && outcome !== 'decline') return showChallenge(needs, challengeId);
  const payment = await answerChallenge(needs, challengeId, outcome === 'approve');
  return payment === null ? showChallenge(needs, challengeId) : leave(payment);
}

function leave({ merchantRef, returnUrl, state }: SandboxPayment): Response {
  if (returnUrl === null) return respond('Thank you', '<p>You can close this page.</p>');
  const location = new URL(returnUrl);
  location.searchParams.set('paymentId', merchantRef);
  location.searchParams.set('outcome', state === 'FAILED' ? 'failed' : 'completed');
  return new Response(null, { status: 303, headers: { location: location.href, 'cache-control': 'no-store' } });
}
