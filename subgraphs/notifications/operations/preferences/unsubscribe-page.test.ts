import { expect, test } from '@jest/globals';
import { askingPage, endedPage } from './unsubscribe-page.ts';

test.each([
  ['en', 'en', 'messages', 'Unsubscribe'],
  ['de-CH', 'de', 'Nachrichten', 'Beenden'],
  ['ru', 'ru', 'сообщения', 'Не присылать'],
  ['xx', 'en', 'messages', 'Unsubscribe'],
])('in %s the page asks in %s, names the subject and posts one click', (locale, written, subject, button) => {
  const page = askingPage({ userId: 'usr_ada', locale, types: ['MESSAGE'] });

  expect(page).toContain(`<html lang="${written}">`);
  expect(page).toContain(`<li>${subject}</li>`);
  expect(page).toContain('<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">');
  expect(page).toContain(`<button>${button}</button>`);
});

test('the page after it confirms, and offers nothing more to press', () => {
  const page = endedPage({ userId: 'usr_ada', locale: 'en', types: ['MESSAGE', 'FRIENDSHIP'] });

  expect(page).toContain('You will no longer receive e-mails about this.');
  expect(page).toContain('<li>messages</li><li>new friends</li>');
  expect(page).not.toContain('<button>');
});
