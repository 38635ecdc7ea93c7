/** What is in the example's account, and in no log. */
export const SECRETS = {
  'the password of Production': 'example-only-correct-horse-battery-staple',
  'the password of Staging': 'example-only-staging-password',
};

/** A token is three parts in base64url, of which the first is JSON; or that in base64. */
export const TOKEN_SHAPE = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}|ZXlK[\w+/]{80,}/;
