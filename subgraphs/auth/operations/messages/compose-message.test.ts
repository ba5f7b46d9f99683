import { expect, test } from '@jest/globals';
import { composeMessage } from './compose-message.ts';
import { MESSAGE_CONTENT } from './queue-message.ts';

test.each(MESSAGE_CONTENT.shape.template.options)(
  '%s has a subject, a text, and a secret only if requested',
  (template) => {
    const { subject, text } = composeMessage(template, 'sesame');
    expect(subject).toMatch(/^[A-Z].{10,60}$/);
    expect(text).toMatch(/[.]$/);
    expect(`${subject} ${text}`.includes('sesame')).toBe(template === 'VERIFY' || template === 'RESET');
  },
);
