import { ownField, putField } from '../../graphql/records.ts';
import { arePlain, invalid, nothing } from './field-values.ts';
import { leafCoercion } from './leaf-values.ts';
import type { OutputFormat } from './output-format.ts';
import type { Tracing } from './response-nulls.ts';

/** Builds the output as JavaScript values. */
export const valueFormat: OutputFormat<unknown> = {
  object(fields) {
    const isPlain = arePlain(fields);
    return (object, shaping) => {
      const shaped: Record<string, unknown> = {};
      for (let at = 0; at < fields.length; at++) {
        const field = fields[at];
        if (field === undefined) break;
        const { key, dataKey } = field;
        const given = isPlain ? object[dataKey] : ownField(object, dataKey);
        const { tracing } = shaping;
        if (tracing !== null) enter(tracing, key, dataKey);
        const value = field.complete(given, shaping);
        if (tracing !== null) leave(tracing);
        if (value === undefined) return null;
        if (isPlain) shaped[key] = value;
        else putField(shaped, key, value);
      }
      return shaped;
    };
  },
  list: (complete) => (value, shaping) => {
    if (value === null || value === undefined) return nothing(value, shaping);
    if (!Array.isArray(value)) return invalid(shaping);
    const shaped: unknown[] = [];
    for (let at = 0; at < value.length; at++) {
      const { tracing } = shaping;
      if (tracing !== null) enter(tracing, at, at);
      const item = complete(value[at], shaping);
      if (tracing !== null) leave(tracing);
      if (item === undefined) return null;
      shaped.push(item);
    }
    return shaped;
  },
  leaf(type) {
    const coerce = leafCoercion(type);
    return (value, shaping) => {
      if (value === null || value === undefined) return nothing(value, shaping);
      const coerced = coerce(value);
      return coerced === undefined ? invalid(shaping) : coerced;
    };
  },
  json: (value) => value,
};

function enter({ path, dataPath }: Tracing, key: string | number, dataKey: string | number): void {
  path.push(key);
  dataPath.push(dataKey);
}

function leave({ path, dataPath }: Tracing): void {
  path.pop();
  dataPath.pop();
}
