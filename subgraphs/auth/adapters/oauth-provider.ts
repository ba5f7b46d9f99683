/** What a provider says of the person who has signed in there. */
export interface ProviderClaims {
  /** What it calls the person, and nobody else ever. */
  readonly subject: string;
  readonly username: string | null;
  readonly email: { readonly value: string; readonly isVerified: boolean } | null;
}

/** What binds an answer to the attempt it is for. */
export interface Binding {
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

/** One provider. Each rejects when it cannot be asked, and `redeem` also when it does not stand by the code. */
export interface OAuthProvider {
  authorizationUrl(binding: Binding & { readonly state: string }): Promise<string>;
  /** Whether an answer that names this issuer, or none, can be the provider's (RFC 9207). */
  isIssuer(iss: string | null): Promise<boolean>;
  redeem(proof: Binding & { readonly code: string }): Promise<ProviderClaims>;
}
