import { expect, test } from '@jest/globals';
import { appealPage } from './appeal-page.ts';

const OPEN = { state: 'OPEN', reason: 'Rule <1>.', problem: null, text: '' } as const;

test.each([
  ['en', 'en', 'Send appeal'],
  ['de-CH', 'de', 'Einspruch senden'],
  ['ru', 'ru', 'Отправить'],
  ['xx', 'en', 'Send appeal'],
])('in %s the page is in %s, shows the reason as text and posts a form', (locale, written, button) => {
  const page = appealPage({ locale, ...OPEN });
  expect(page).toContain(`<html lang="${written}">`);
  expect(page).toContain('Rule &lt;1&gt;.');
  expect(page).toContain('<form method="post">');
  expect(page).toContain(`<button>${button}</button>`);
  expect(page).not.toContain('Write 1 to');
});

test('a text that was refused stands in the form again, and markup in it stays text', () => {
  const page = appealPage({ locale: 'en', ...OPEN, problem: 'too long', text: '</textarea><b>' });
  expect(page).toContain('Write 1 to 2000 characters.');
  expect(page).toContain('\n&lt;/textarea&gt;&lt;b&gt;</textarea>');
});

test.each([
  ['SENT', 'We have received your appeal.'],
  ['APPEALED', 'You have appealed this decision before.'],
  ['CLOSED', 'is decided.'],
  ['EXPIRED', 'This link has expired.'],
  ['GONE', 'There is no suspension to appeal.'],
  ['INVALID', 'This link is not valid.'],
] as const)('%s is one sentence, with nothing to press', (state, sentence) => {
  const page = appealPage({ locale: 'en', state });
  expect(page).toContain(sentence);
  expect(page).not.toContain('<button>');
});
