import type { ControlPlane, IssuedToken, Result, Token, TokenOrder } from '@connect-token/core';

/** The control plane of the test that runs, and what is asked of it most. */
export interface Subject {
  readonly plane: () => ControlPlane;
  /** The test fails where the token isn't made. */
  readonly create: (order: TokenOrder) => Promise<IssuedToken>;
  readonly tokens: () => Promise<readonly Token[]>;
}

export const subjectOf = (plane: () => ControlPlane): Subject => ({
  plane,
  create: async (order) => must(await plane().tokens.create(order)),
  tokens: async () => must(await plane().tokens.list()),
});

export function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`unexpected failure: ${JSON.stringify(result.error)}`);
  return result.value;
}
