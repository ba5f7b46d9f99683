import { z } from 'zod';

/** Variables of the environment by name, each with the schema that reads its text. */
export type Variables = Readonly<Record<string, z.ZodType>>;

/** How a secret is made in development when it is not given: random text, or a P-256 key in PEM. */
export type SecretKind = 'text' | 'signing-key';

/** What is said about a variable beside its schema. */
interface VariableNotes {
  /** What it is for, as `.env.example` and the documentation say it. Without one it belongs to the variable before it. */
  readonly about?: string;
  readonly example?: string;
  /** Made in development when it is not given. Required in production unless the schema is optional. */
  readonly secret?: SecretKind;
  /** False: containers do not get it by `docker-compose.yml`. */
  readonly container?: false;
}

const NOTES = z.registry<VariableNotes>();

/** Declares a variable. */
export function variable<Schema extends z.ZodType>(schema: Schema, notes: VariableNotes): Schema {
  const declared = schema.clone();
  NOTES.add(declared, notes);
  return declared;
}

/** Declares a secret of at least 32 characters. */
export const secret = (about: string) => variable(z.string().min(32), { about, secret: 'text' });

/** What a declaration says about its variable. */
export const notesOf = (schema: z.ZodType): VariableNotes => NOTES.get(schema) ?? {};
