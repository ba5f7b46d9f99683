import { writeInstant } from '../text/instant.ts';
import { isFragment, sql } from './sql-fragment.ts';

/** A statement as PostgreSQL takes it: `$1` stands for the first of its values. */
export interface Statement {
  readonly text: string;
  /** Made for this statement alone. */
  readonly values: unknown[];
}

/** Texts of templates without fragments, which are most: the strings of a template are one object for the life of a process. */
const TEXTS = new WeakMap<TemplateStringsArray, string>();

const numbered = (strings: readonly string[]): string => strings.reduce((text, part, at) => `${text}$${at}${part}`);

/**
 * A value as the driver binds it. An instant is sent in UTC whatever the time zone of this process; inside an array the
 * driver would send local time.
 */
const toParameter = (value: unknown): unknown => {
  if (value instanceof Date) return writeInstant(value);
  return Array.isArray(value) ? value.map(toParameter) : value;
};

/** The statement of a template: its values are bound, and the fragments among them become part of the text. */
export function toStatement(strings: TemplateStringsArray, values: readonly unknown[]): Statement {
  if (values.some(isFragment)) {
    const whole = sql(strings, ...values);
    return { text: numbered(whole.strings), values: whole.values.map(toParameter) };
  }
  let text = TEXTS.get(strings);
  if (text === undefined) {
    text = numbered(strings);
    TEXTS.set(strings, text);
  }
  return { text, values: values.map(toParameter) };
}
