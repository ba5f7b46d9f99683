/** Which documents are read, and how much is said about those that are not. */
export interface ReadingRules {
  readonly limits: boolean;
  /** No introspection, and refusals that name neither a limit nor a part of the schema. */
  readonly production: boolean;
  /** Whether a text is a document that our own clients were built with; absent: none is. */
  trusts?(text: string): boolean;
}

/** How much a refusal may say. */
export interface DisclosureRules {
  /** Then a refusal names neither a limit nor a part of the schema. */
  readonly production: boolean;
  /** Of a document that our own clients were built with more may be said; absent: it is none. */
  readonly isTrusted?: boolean | undefined;
}

/** How much may be said about a document. */
export const disclosureOf = (text: string, { production, trusts }: ReadingRules): DisclosureRules => ({
  production,
  isTrusted: trusts?.(text) ?? false,
});
