/** Rules for reading documents. */
export interface ReadingRules {
  readonly limits: boolean;
  /** No introspection, and errors that name neither a limit nor a part of the schema. */
  readonly production: boolean;
  /** Whether a text is a trusted document; absent: none is. */
  trusts?(text: string): boolean;
}

/** How much detail an error may disclose. */
export interface DisclosureRules {
  /** In production an error names neither a limit nor a part of the schema. */
  readonly production: boolean;
  /** Whether the document is a trusted document, about which errors may say more; absent: it is not. */
  readonly isTrusted?: boolean | undefined;
}

/** The disclosure rules for one document. */
export const disclosureOf = (text: string, { production, trusts }: ReadingRules): DisclosureRules => ({
  production,
  isTrusted: trusts?.(text) ?? false,
});
