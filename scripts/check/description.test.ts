import { expect, test } from '@jest/globals';
import { objectionTo } from './description.ts';

test.each([
  ['', 'Message', 'has no docstring'],
  ['Which one.', 'Message', 'under 16 characters'],
  ['The text of a message.', 'messageText', 'only repeats the name'],
  ['Deletes the accounts.', 'deleteAccount', 'only repeats the name'],
  ['A passkey was removed.', 'PASSKEY_REMOVED', 'only repeats the name'],
  ['What a pipeline is made of.', 'Options', 'only repeats the name'],
  ['The part of the context that sending needs.', 'Needs', 'only repeats the name'],
])('%j of %s is refused', (description, name, objection) => {
  expect(objectionTo(description, name)).toContain(objection);
});

test.each([
  ['Plain text, 1 to 4000 characters.', 'text'],
  ['Deletes the account and its sessions.', 'deleteAccount'],
  ['What the gateway needs to know of a domain.', 'Needs'],
  ['Timeout in milliseconds.', 'timeout'],
])('%j of %s passes', (description, name) => {
  expect(objectionTo(description, name)).toBeNull();
});
