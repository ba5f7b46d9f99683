/** What a provider asserts about the signed-in user. */
export interface ProviderClaims {
  /** Stable unique id of the user at the provider. */
  readonly subject: string;
  readonly username: string | null;
  readonly email: { readonly value: string; readonly isVerified: boolean } | null;
}

/** Values that bind a response to its attempt. */
export interface Binding {
  readonly nonce: string;
  /** PKCE code verifier (RFC 7636). */
  readonly verifier: string;
}

/** An identity provider. Its methods reject when it is unavailable, `redeem` also when it rejects the code. */
export interface OAuthProvider {
  authorizationUrl(binding: Binding & { readonly state: string }): Promise<string>;
  /** Whether a redirect with this `iss`, or without one, can come from the provider (RFC 9207). */
  isIssuer(iss: string | null): Promise<boolean>;
  redeem(proof: Binding & { readonly code: string }): Promise<ProviderClaims>;
}
