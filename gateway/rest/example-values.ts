const NAME = /\{\{(\w+)\}\}/g;

/**
 * The value of an example with what `values` has for each `{{name}}`: a text that is nothing else becomes the value itself.
 *
 * @throws when there is no value of a name.
 */
export function withSamples(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  const lookUp = (name: string): unknown => {
    if (Object.hasOwn(values, name)) return values[name];
    throw new Error(`There is no sample of {{${name}}}`);
  };
  if (typeof value === 'string') {
    const whole = wholeName(value);
    return whole === null ? value.replaceAll(NAME, (_, name: string) => String(lookUp(name))) : lookUp(whole);
  }
  if (Array.isArray(value)) return value.map((each) => withSamples(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withSamples(each, values)]));
}

/** The name that a text such as `{{name}}` consists of; null for another text. */
export const wholeName = (text: string): string | null => /^\{\{(\w+)\}\}$/.exec(text)?.[1] ?? null;
