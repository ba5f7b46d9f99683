import { randomUUID } from 'node:crypto';
import type { Expression } from 'jsonata';
import { CURRENCY_EXPONENTS } from '../../../runtime/money/currencies.ts';
import { formatDecimal, parseDecimal } from '../../../runtime/money/decimal.ts';
import { isRawNumber, numberOf } from '../../../runtime/text/json-numbers.ts';
import { isRecord } from '../../graphql/records.ts';
import { ProblemError } from './problem.ts';

/** What the expressions of a route can read. */
export interface RouteInput {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** The value of `Idempotency-Key`; null: none was sent. */
  readonly idempotencyKey: string | null;
  /** Id of the person who is signed in; null for visitors. */
  readonly viewerId: string | null;
  /** The result of the last step. */
  readonly data?: unknown;
  /** The item of a step that runs for each of several. */
  readonly item?: unknown;
  /** Results of all steps by name. */
  readonly steps?: Readonly<Record<string, unknown>>;
}

/** Evaluates an expression. @throws ProblemError where the expression refuses the request. */
export type Evaluate = (expression: string, input: RouteInput) => Promise<unknown>;

/**
 * Makes the one evaluator of the map's expressions, which are in JSONata and have besides
 *
 * - `$money(value, currency)`: a decimal as a number or text, as `MoneyInput`; a problem when it has more digits than the
 *   currency or is no amount;
 * - `$decimal(money)`: `Money` as decimal text, `$number(…)` of which would lose digits: `$exact(text)` is a JSON number;
 * - `$orNull(value)`: null where a path leads nowhere; a member without a value would be left out;
 * - `$key()`: a new key of idempotency, for routes whose clients know none;
 * - `$refuse(status, code, detail)`: ends the request with a problem.
 *
 * The library is loaded, and an expression compiled, when the first request needs it.
 */
export function createExpressions(): Evaluate {
  const compiled = new Map<string, Expression>();
  return async (text, input) => {
    let expression = compiled.get(text);
    if (expression === undefined) {
      const { default: jsonata } = await import('jsonata');
      expression = jsonata(text);
      for (const [name, call] of Object.entries(FUNCTIONS)) expression.registerFunction(name, call);
      compiled.set(text, expression);
    }
    // JSONata marks arrays that it made with properties of its own; a copy has none, and keeps exact numbers.
    return plain(await expression.evaluate(input));
  };
}

const FUNCTIONS = {
  money(value: unknown, currency: unknown): unknown {
    const code = typeof currency === 'string' ? currency.toUpperCase() : '';
    if (!CURRENCY_EXPONENTS.has(code)) throw refused('CurrencyNotSupported', 'There is no such currency.');
    const money = parseDecimal(textOf(value), code);
    if (money === null) throw refused('InvalidAmount', 'Not an amount, or one with more digits than its currency has.');
    return { amount: String(money.amount), currency: code };
  },
  decimal(money: unknown): unknown {
    if (!isRecord(money)) return null;
    return formatDecimal({ amount: BigInt(String(money['amount'])), currency: String(money['currency']) });
  },
  orNull: (value: unknown): unknown => value ?? null,
  exact: (text: unknown): unknown => (typeof text === 'string' ? numberOf(text) : null),
  key: (): string => randomUUID(),
  refuse(status: number, code: string, detail: string): never {
    throw new ProblemError({ status, code, detail });
  },
};

const refused = (code: string, detail: string): ProblemError => new ProblemError({ status: 422, code, detail });

function textOf(value: unknown): string {
  if (isRawNumber(value)) return value.rawJSON;
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}

function plain(value: unknown): unknown {
  if (isRawNumber(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
