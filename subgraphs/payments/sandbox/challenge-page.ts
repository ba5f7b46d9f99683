import { formatDecimal } from '../../../runtime/money/decimal.ts';
import type { SandboxPayment } from '../repository/index.ts';
import type { SandboxNeeds } from './sandbox-needs.ts';
import { answerChallenge } from './settle-sandbox-payment.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem}
button{font:inherit;padding:.6rem 1rem;margin-right:.5rem}</style>
</head><body><h1>${title}</h1>${content}</body></html>`;

const HTML = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** After a form is posted, a browser follows a redirect only to where forms may lead. */
const policyOf = (returnUrl: string | null): string =>
  `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' ${returnUrl === null ? '' : new URL(returnUrl).origin}`.trim();

const closed = (): Response =>
  new Response(page('This page has expired', '<p>You can close this page.</p>'), { status: 404, headers: HTML });

/** The 3-D Secure page of a payment: the bank of the payer asks whether it is them. */
export async function showChallenge({ repository }: SandboxNeeds, challengeId: string): Promise<Response> {
  const payment = await repository.lockSandboxPayment(challengeId);
  if (payment?.challengeId !== challengeId) return closed();
  if (payment.state !== 'REQUIRES_ACTION') return leave(payment);
  const amount = `${escaped(payment.currency)} ${formatDecimal(payment)}`;
  const content = `<p>Test bank: do you approve this payment of ${amount}?</p>
<form method="post"><button name="outcome" value="approve">Approve</button><button name="outcome" value="decline">Decline</button></form>`;
  const headers = { ...HTML, 'content-security-policy': policyOf(payment.returnUrl) };
  return new Response(page('Confirm your payment', content), { headers });
}

/** The payer has pressed a button; the browser returns to where the payment was begun. */
export async function submitChallenge(
  needs: SandboxNeeds,
  challengeId: string,
  form: URLSearchParams,
): Promise<Response> {
  const outcome = form.get('outcome');
  if (outcome !== 'approve' && outcome !== 'decline') return showChallenge(needs, challengeId);
  const payment = await answerChallenge(needs, challengeId, outcome === 'approve');
  return payment === null ? showChallenge(needs, challengeId) : leave(payment);
}

function leave({ merchantRef, returnUrl, state }: SandboxPayment): Response {
  if (returnUrl === null) return new Response(page('Thank you', '<p>You can close this page.</p>'), { headers: HTML });
  const location = new URL(returnUrl);
  location.searchParams.set('paymentId', merchantRef);
  location.searchParams.set('outcome', state === 'FAILED' ? 'failed' : 'completed');
  return new Response(null, { status: 303, headers: { location: location.href, 'cache-control': 'no-store' } });
}
